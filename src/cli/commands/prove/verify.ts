import { randomUUID } from 'node:crypto';
import type { BackupListing } from '../../../archive/backup-store.ts';
import type { Backup } from '../../../domain/backup/backup.ts';
import { compileFilter, readFilter, type Test } from '../../../domain/find/filter/compile-filter.ts';
import { BACKUP_FIELDS } from '../../../domain/find/rows/backup-fields.ts';
import { type BackupRow, backupRow } from '../../../domain/find/rows/backup-row.ts';
import { RunError } from '../../../domain/problem.ts';
import { chooseToVerify } from '../../../domain/verify/choose.ts';
import type { Damage } from '../../../domain/verify/proof.ts';
import { parseSampleSize, type SampleSize } from '../../../domain/verify/sample.ts';
import { type ChainLength, type VerifiedBackup, verifyBackup } from '../../../run/verify/verify-backup.ts';
import { renderTable } from '../../../views/table.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import type { OpenLocation } from '../../compose.ts';
import { exitCodeOfProblem } from '../../exit-code.ts';
import { OUTPUT_OPTIONS, printAs, takesColour } from '../../output.ts';
import { findBackup } from '../find/find-backup.ts';
import { openPlaces, type OpenPlaces, PLACE_OPTIONS } from '../find/places.ts';

const OPTIONS = {
  ...PLACE_OPTIONS,
  all: { type: 'boolean', default: false, description: 'Every backup that is there' },
  policy: { type: 'list', valueName: 'NAME', description: 'With --all: only those of these policies (or Schedules)' },
  filter: {
    type: 'string',
    valueName: 'TERMS',
    description: "With --all: only those that pass, as in lifeboat list: 'started>7d,policy=nightly'",
  },
  sample: {
    type: 'string',
    valueName: 'SIZE',
    description: 'With --all: only some of them, others each time: 5%, or a number',
  },
  chain: {
    type: 'boolean',
    default: false,
    description: 'Whether the backup that each manifest names as the one before is still what it was',
  },
  ...OUTPUT_OPTIONS,
} as const;

const POSITIONALS = {
  backup: { variadic: true, description: 'Backups by name, or latest' },
} as const;

type VerifyCall = Call<typeof OPTIONS, typeof POSITIONALS>;

/** A backup that was looked at. */
interface Verified extends VerifiedBackup {
  readonly location: string;
}

/** `lifeboat verify <backup>…`. */
export const verify = defineCommand({
  name: 'verify',
  summary: 'Read whole backups and say whether they can be relied on',
  description:
    'Fetches each archive once and checks gzip and tar to their ends, SHA-256, manifest, and that every item is a document of its own name and on the resource list; tells all that is damaged, not only the first. Backups that Velero made have neither hashes nor manifest: they are sound at best, never proven. Exits with 65 when one is damaged.',
  examples: [
    { title: 'The newest good one', line: 'verify latest --from s3://backups/prod' },
    { title: 'All that Velero left, for scripts', line: 'verify --all --from s3://velero -o json' },
    { title: 'One in twenty, other ones each time', line: 'verify --all --sample 5% --from s3://backups/prod' },
    { title: 'And whether any manifest was exchanged', line: 'verify latest --chain --from s3://backups/prod' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    refuseNothing(call);
    await using places = await openPlaces(call);
    const verified = await verifyEach(call, places);
    const hasColour = takesColour(call.io.stdout, call.io.env);
    const table = () => render(verified, { hasColour, noHeaders: call.options.noHeaders });
    await printAs(call, {
      table,
      wide: table,
      document: () => ({ apiVersion: 'lifeboat.dev/v1alpha1', kind: 'VerificationList', items: verified }),
      names: () => verified.filter(({ outcome }) => outcome !== 'damaged').map(({ name }) => name),
    });
    const damaged = verified.filter(({ outcome }) => outcome === 'damaged').length;
    call.io.stderr.write(`${formatCount(verified.length, 'backup')} verified, ${damaged} damaged\n`);
    return damaged > 0 ? exitCodeOfProblem('archive-unreadable') : 0;
  },
});

function refuseNothing({ options, positionals, given }: VerifyCall): void {
  const isNamed = positionals.backup.length > 0;
  if (isNamed && options.all)
    throw new RunError('usage', `${given.get('all')} and ${positionals.backup[0]} contradict`, {
      hint: 'Leave one of them out.',
    });
  for (const name of ['policy', 'filter', 'sample'] as const)
    if (given.has(name) && !options.all)
      throw new RunError('usage', `${given.get(name)} goes with --all`, { hint: 'Add --all, or leave it out.' });
  if (isNamed || options.all) return;
  throw new RunError('usage', 'It is not said what to verify', { hint: 'Name a backup, latest, or --all.' });
}

async function verifyEach(call: VerifyCall, places: OpenPlaces): Promise<readonly Verified[]> {
  const { ctx, positionals, options } = call;
  if (!options.all) {
    const found = [];
    for (const name of positionals.backup) found.push(await findBackup(ctx, places, name));
    const verified: Verified[] = [];
    for (const { backup, place } of found) verified.push(await verifyOne(call, place, backup));
    return verified;
  }
  const verified: Verified[] = [];
  for (const place of places.open) verified.push(...(await verifyAll(call, place)));
  if (verified.length > 0) return verified;
  const roots = places.open.map(({ backups }) => backups.root).join(', ');
  throw new RunError('backup-not-found', `There is no backup to verify in ${roots}`, { hint: 'See lifeboat list.' });
}

/** A folder whose commit object cannot be read, or promises an archive that is gone, is a damaged backup. */
async function verifyAll(call: VerifyCall, place: OpenLocation): Promise<readonly Verified[]> {
  const { policy: policies, filter } = call.options;
  const sample = sampleSize(call);
  const passes = filterOf(call);
  const { backups, unreadable } = await place.backups.list(call.ctx);
  const which = sample === undefined ? 'All' : { sample };
  const chosen = chooseToVerify(
    backups.filter((backup) => passes(backupRow(backup, place.location.name))),
    { policies, which },
    () => randomUUID(),
  );
  const verified: Verified[] = [];
  for (const backup of chosen) verified.push(await verifyOne(call, place, backup));
  if (policies.length > 0 || filter !== undefined || sample !== undefined) {
    tellUnreadable(call, place, unreadable);
    return verified;
  }
  return [...verified, ...unreadable.map(({ name, message }) => broken(name, place, { part: 'commit', message }))];
}

/** What belongs to no choice is not looked at by one, and not passed over in silence. */
function tellUnreadable({ io }: VerifyCall, { location }: OpenLocation, found: BackupListing['unreadable']): void {
  for (const { name, message } of found)
    io.stderr.write(`In ${location.name}, unreadable and not looked at: ${name}: ${message}\n`);
}

function filterOf({ options: { filter }, given, ctx }: VerifyCall): Test<BackupRow> {
  const terms = filter === undefined ? [] : readFilter(filter, given.get('filter') ?? '--filter');
  return compileFilter(terms, BACKUP_FIELDS, ctx.clock.now());
}

function sampleSize({ options: { sample }, given }: VerifyCall): SampleSize | undefined {
  if (sample === undefined) return undefined;
  const size = parseSampleSize(sample);
  if (size !== undefined) return size;
  throw new RunError('usage', `${given.get('sample')} does not say how many`, { hint: 'Write 5%, or a number.' });
}

function broken(name: string, { location }: OpenLocation, damage: Damage): Verified {
  return { name, location: location.name, outcome: 'damaged', items: 0, damage: [damage], doubts: [] };
}

/** Of all, each is looked at in its turn; of one that is named, the whole row before it. */
async function verifyOne(call: VerifyCall, place: OpenLocation, backup: Backup): Promise<Verified> {
  const { chain, all } = call.options;
  call.ctx.log.debug({ backup: backup.name }, 'verifying');
  const length: ChainLength = !chain ? 'none' : all ? 'one' : 'whole';
  const verified = await verifyBackup(call.ctx, place.backups, backup, length);
  return { location: place.location.name, ...verified };
}

function render(
  rows: readonly Verified[],
  style: { readonly hasColour: boolean; readonly noHeaders: boolean },
): string {
  return renderTable(
    [
      { heading: 'NAME', cell: ({ name }) => name },
      { heading: 'LOCATION', cell: ({ location }) => location },
      {
        heading: 'OUTCOME',
        cell: ({ outcome }) => outcome,
        mood: ({ outcome }) => (outcome === 'damaged' ? 'bad' : outcome === 'proven' ? 'good' : undefined),
      },
      { heading: 'ITEMS', cell: ({ items, outcome }) => (outcome === 'damaged' ? '' : String(items)) },
      { heading: 'WHY', cell: ({ damage, doubts }) => [...damage.map(({ message }) => message), ...doubts].join('; ') },
    ],
    rows,
    style,
  );
}
