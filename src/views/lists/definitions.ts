import type { LocationRow, PolicyRow } from '../../domain/find/rows/definition-rows.ts';
import type { Column } from '../table.ts';
import { countText, timeText } from './cells.ts';

/** Columns of a list of locations. */
export function locationColumns(): readonly Column<LocationRow>[] {
  return [
    { heading: 'NAME', cell: ({ name }) => name },
    {
      heading: 'PHASE',
      cell: ({ phase }) => phase,
      mood: ({ phase }) => (phase === 'Available' ? 'good' : 'bad'),
    },
    { heading: 'ACCESS', cell: ({ accessMode }) => accessMode },
    { heading: 'BACKUPS', cell: ({ backups }) => countText(backups) },
    { heading: 'ROOT', cell: ({ root }) => root },
    { heading: 'MESSAGE', cell: ({ message }) => message ?? '' },
  ];
}

/** Columns of a list of policies. */
export function policyColumns(isWide: boolean): readonly Column<PolicyRow>[] {
  const columns: readonly Column<PolicyRow>[] = [
    { heading: 'NAME', cell: ({ name }) => name },
    { heading: 'KIND', cell: ({ kind }) => kind },
    {
      heading: 'VALID',
      cell: ({ isValid }) => (isValid ? 'yes' : 'no'),
      mood: ({ isValid }) => (isValid ? 'good' : 'bad'),
    },
    { heading: 'LOCATION', cell: ({ storageLocation }) => storageLocation ?? '' },
    { heading: 'SCHEDULE', cell: ({ schedule }) => schedule ?? '' },
    { heading: 'NEXT', cell: ({ nextDue }) => timeText(nextDue) ?? '' },
  ];
  return isWide
    ? [
        ...columns,
        { heading: 'TIME ZONE', cell: ({ timeZone }) => timeZone ?? '' },
        { heading: 'WRITTEN IN', cell: ({ place }) => place },
      ]
    : columns;
}

/** One policy of a list as a document. */
export function policyItem({ isValid, nextDue, ...row }: PolicyRow): Readonly<Record<string, unknown>> {
  return { ...row, valid: isValid, nextDue: timeText(nextDue) };
}
