import {
  LOCATION_FIELDS,
  type LocationRow,
  POLICY_FIELDS,
  type PolicyRow,
} from '../../../../domain/find/rows/definition-rows.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatLocationRoot, type StorageLocation } from '../../../../domain/storage-location.ts';
import type { FoundDocument } from '../../../../policy/parse.ts';
import { locationColumns, policyColumns, policyItem } from '../../../../views/lists/definitions.ts';
import { openCluster, openLocation } from '../../../compose.ts';
import { readPolicies } from '../../../policies/read-policies.ts';
import { namedLocations } from '../places.ts';
import { refuseMissing } from './missing.ts';
import { printList } from './print-list.ts';
import { type ListCall, queryOf } from './query.ts';

const BY_NAME = { orderBy: 'name', direction: 'asc' } as const;

/** `lifeboat list locations`: those that the call or its policies name, and whether they can be read now. */
export async function listLocations(call: ListCall, names: readonly string[]): Promise<number> {
  const query = queryOf(call, LOCATION_FIELDS, ({ name }) => name, BY_NAME);
  const locations = (await namedLocations(call)).filter(({ name }) => names.length === 0 || names.includes(name));
  refuseMissing('location', names, (name) => locations.some((location) => location.name === name));
  const rows = await Promise.all(locations.map(async (location) => locationRow(call, location)));
  await printList(call, query, {
    kind: 'LocationList',
    noun: 'locations',
    sources: ['location'],
    rows: rows.filter((row) => query.test(row)),
    nameOf: ({ name }) => name,
    columns: locationColumns,
    document: (row) => ({ ...row }),
  });
  return 0;
}

async function locationRow({ ctx }: ListCall, location: StorageLocation): Promise<LocationRow> {
  const { name, accessMode, provider } = location;
  const row = { name, root: formatLocationRoot(location), provider: provider.type, accessMode };
  try {
    const place = await openLocation(ctx, { ...location, accessMode: 'ReadOnly' });
    try {
      const folders = await place.objects.listFolders(ctx, 'backups/');
      return { ...row, phase: 'Available', message: undefined, backups: folders.length };
    } finally {
      await place.close();
    }
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof RunError)) throw error;
    return { ...row, phase: 'Unavailable', message: error.message, backups: undefined };
  }
}

/** `lifeboat list policies`: every document that the policies hold, valid or not. */
export async function listPolicies(call: ListCall, names: readonly string[]): Promise<number> {
  const { io, ctx, options, redactor } = call;
  const query = queryOf(call, POLICY_FIELDS, ({ name }) => name, BY_NAME);
  const world = { io, openCluster: () => openCluster(ctx, options, redactor) };
  const { parsed } = await readPolicies(ctx, options.policies, world);
  const rows = await Promise.all(parsed.found.map(async (found) => policyRow(found, ctx.clock.now())));
  const meant = rows.filter((row) => (names.length === 0 || names.includes(row.name)) && query.test(row));
  refuseMissing('policy', names, (name) => meant.some((row) => row.name === name));
  await printList(call, query, {
    kind: 'PolicyList',
    noun: 'policies',
    sources: [],
    rows: meant,
    nameOf: ({ name }) => name,
    columns: policyColumns,
    document: policyItem,
  });
  return 0;
}

async function policyRow({ kind = '', name = '', place, policy }: FoundDocument, now: Date): Promise<PolicyRow> {
  const schedule = policy !== undefined && 'schedule' in policy ? policy.schedule : undefined;
  const timeZone = policy !== undefined && 'timeZone' in policy ? policy.timeZone : undefined;
  return {
    name,
    kind,
    isValid: policy !== undefined,
    place: `${place.file}:${place.line}`,
    storageLocation: policy !== undefined && 'storageLocation' in policy ? policy.storageLocation : undefined,
    schedule,
    timeZone: schedule === undefined ? undefined : timeZone,
    nextDue: schedule === undefined ? undefined : await nextDueOf(schedule, timeZone ?? 'Etc/UTC', now),
  };
}

async function nextDueOf(schedule: string, timeZone: string, now: Date): Promise<Date | undefined> {
  const [{ parseCron }, { nextDue }] = await Promise.all([
    import('../../../../policy/schedule/cron.ts'),
    import('../../../../policy/schedule/cadence.ts'),
  ]);
  const parsed = parseCron(schedule);
  return parsed.ok ? nextDue(parsed.value, timeZone, now, 1)[0] : undefined;
}
