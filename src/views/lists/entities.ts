import type { EntityRow } from '../../domain/find/entities.ts';
import type { Column } from '../table.ts';

/** Columns of a list of entities. */
export function entityColumns(isWide: boolean): readonly Column<EntityRow>[] {
  const columns: readonly Column<EntityRow>[] = [
    { heading: 'ENTITY', cell: ({ name }) => name },
    {
      heading: 'PROTECTED',
      cell: ({ items }) => (items > 0 ? 'yes' : 'no'),
      mood: ({ items }) => (items > 0 ? 'good' : 'bad'),
    },
    { heading: 'ITEMS', cell: ({ items }) => String(items) },
    { heading: 'TYPES', cell: ({ types }) => String(Object.keys(types).length) },
    { heading: 'CLAIMS WITHOUT DATA', cell: ({ claimsWithoutData }) => String(claimsWithoutData) },
    { heading: 'POLICIES', cell: ({ policies }) => policies.join(', ') },
    { heading: 'WHY', cell: ({ why }) => why ?? '' },
  ];
  return isWide
    ? [
        ...columns,
        { heading: 'COMPANION OF', cell: ({ companionOf }) => companionOf ?? '' },
        {
          heading: 'BY TYPE',
          cell: ({ types }) =>
            Object.entries(types)
              .map(([type, count]) => `${type}=${count}`)
              .join(' '),
        },
      ]
    : columns;
}

/** One entity of a list as a document. */
export function entityItem(row: EntityRow): Readonly<Record<string, unknown>> {
  return { ...row, protected: row.items > 0 };
}
