import { byNewestStart } from '../../../domain/backup/backup.ts';
import { backupNotFound } from '../../../domain/restore/backup-not-found.ts';
import type { BackupListing } from '../../../archive/backup-store.ts';
import { backupDocument, type ListedBackup, renderBackupList } from '../../../views/backup-list.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { phasesNamed } from './backup-phases.ts';
import { openPlaces, PLACE_OPTIONS } from './places.ts';
import { OUTPUT_OPTIONS, printAs, takesColour } from '../../output.ts';

const OPTIONS = {
  ...PLACE_OPTIONS,
  policy: { type: 'list', valueName: 'NAME', description: 'Only backups of these policies (or Velero schedules)' },
  phase: { type: 'list', valueName: 'PHASE', description: 'Only backups in these phases' },
  ...OUTPUT_OPTIONS,
} as const;

/** `lifeboat list [<backup>…]`. */
export const list = defineCommand({
  name: 'list',
  aliases: ['ls', 'get', 'snapshots'],
  summary: 'List the backups in a storage location',
  description: 'Reads the location alone, no cluster is needed. Backups that Velero made are listed like our own.',
  examples: [
    { title: 'In a folder', line: 'list --from ./backups' },
    {
      title: 'In a bucket, good ones of one policy',
      line: 'list --from s3://backups --policy nightly --phase Completed',
    },
    { title: 'In the location that the policies name, for scripts', line: 'list --policies ./policies -o json' },
  ],
  positionals: { backup: { variadic: true, description: 'Only these backups; the word "backups" may come first' } },
  options: OPTIONS,
  run: async (call) => {
    const isWanted = filterOf(call);
    const found = await findBackups(call);
    refuseUnknownNames(call, found);
    const rows = found.flatMap(({ rows }) => rows.filter(({ backup }) => isWanted(backup))).toSorted(newestFirst);
    const now = call.ctx.clock.now();
    const hasColour = takesColour(call.io.stdout, call.io.env);
    const table = (isWide: boolean) =>
      renderBackupList(rows, now, { isWide, noHeaders: call.options.noHeaders, hasColour });
    await printAs(call, {
      table: () => table(false),
      wide: () => table(true),
      document: () => ({
        apiVersion: 'lifeboat.dev/v1alpha1',
        kind: 'BackupList',
        items: rows.map(backupDocument),
        uncommitted: found.flatMap(({ location, listing }) => listing.uncommitted.map((name) => ({ name, location }))),
        unreadable: found.flatMap(({ location, listing }) => listing.unreadable.map((one) => ({ ...one, location }))),
      }),
      names: () => rows.map(({ backup }) => backup.name),
    });
    for (const { location, listing } of found) tellLeftovers(call, location, listing);
    if (rows.length === 0 && ['table', 'wide'].includes(call.options.output)) {
      call.io.stderr.write('No backups found.\n');
    }
    return 0;
  },
});

type ListCall = Call<typeof OPTIONS, { readonly backup: { readonly variadic: true; readonly description: string } }>;

interface FoundBackups {
  readonly location: string;
  /** Of the location, for people. */
  readonly root: string;
  readonly listing: BackupListing;
  readonly rows: readonly ListedBackup[];
}

async function findBackups(call: ListCall): Promise<readonly FoundBackups[]> {
  await using places = await openPlaces(call);
  return Promise.all(
    places.open.map(async ({ location, backups }) => {
      const listing = await backups.list(call.ctx);
      const rows = listing.backups.map((backup) => ({ backup, location: location.name }));
      return { location: location.name, root: backups.root, listing, rows };
    }),
  );
}

/** As kubectl says it, `get backups …`: the word may come first. */
function namesOf({ positionals }: ListCall): readonly string[] {
  const [first, ...more] = positionals.backup;
  return first === 'backups' || first === 'backup' ? more : positionals.backup;
}

/** A backup that was asked for by name and is not there is no empty list. What is unreadable is there, and told. */
function refuseUnknownNames(call: ListCall, found: readonly FoundBackups[]): void {
  const known = found.flatMap(({ listing: { backups, unreadable } }) => [...backups, ...unreadable]);
  const missing = namesOf(call).find((name) => known.every((one) => one.name !== name));
  if (missing !== undefined) throw backupNotFound(missing, found);
}

function filterOf(call: ListCall): (backup: ListedBackup['backup']) => boolean {
  const { options, given } = call;
  const names = namesOf(call);
  const phases = phasesNamed(options.phase, given.get('phase') ?? '--phase').map((phase) => phase.toLowerCase());
  return ({ name, phase, origin, scheduleName }) =>
    (names.length === 0 || names.includes(name)) &&
    (phases.length === 0 || phases.includes(phase.toLowerCase())) &&
    (options.policy.length === 0 || options.policy.includes(origin?.policy ?? scheduleName ?? ''));
}

function newestFirst(a: ListedBackup, b: ListedBackup): number {
  return byNewestStart(a.backup, b.backup);
}

/** Folders that are no backup are not listed as if they were one, and not passed over in silence either. */
function tellLeftovers({ io }: ListCall, location: string, { uncommitted, unreadable }: BackupListing): void {
  if (uncommitted.length > 0) {
    io.stderr.write(`In ${location}, not committed (unfinished, or at work now): ${uncommitted.join(', ')}\n`);
  }
  for (const { name, message } of unreadable) io.stderr.write(`In ${location}, unreadable: ${name}: ${message}\n`);
}
