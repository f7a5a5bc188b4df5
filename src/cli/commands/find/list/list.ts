import { nearestName } from '../../../../domain/nearest-name.ts';
import { RunError } from '../../../../domain/problem.ts';
import { defineCommand } from '../../../command.ts';
import { LIST_OPTIONS } from './list-options.ts';
import type { ListCall } from './query.ts';

type Lister = (call: ListCall, names: readonly string[]) => Promise<number>;

/** What can be listed; loaded when it is asked for. A backup may be called by a singular, as in `list policy`. */
const LISTERS: readonly (readonly [words: readonly string[], load: () => Promise<Lister>])[] = [
  [['backups', 'backup'], async () => (await import('./backups.ts')).listBackups],
  [['restores'], async () => (await import('./runs.ts')).listRestores],
  [['runs'], async () => (await import('./runs.ts')).listRuns],
  [['downloads'], async () => (await import('./downloads.ts')).listDownloads],
  [['locations'], async () => (await import('./definitions.ts')).listLocations],
  [['policies'], async () => (await import('./definitions.ts')).listPolicies],
  [['entities'], async () => (await import('../entities/entities.ts')).listEntities],
];

const KINDS = new Map(LISTERS.flatMap(([words, load]) => words.map((word) => [word, load] as const)));

/** `lifeboat list [backups|restores|runs|downloads|locations|policies|entities] [<name>…]`. */
export const list = defineCommand({
  name: 'list',
  aliases: ['ls', 'get', 'snapshots'],
  summary: 'List backups, restores, runs, downloads, locations, policies or entities',
  description:
    'Backups, where no kind is named. Reads the location alone, or with --from-cluster what results in the cluster tell.',
  examples: [
    { title: 'Backups in a folder', line: 'list --from ./backups' },
    {
      title: 'In a bucket, good ones of one policy',
      line: 'list --from s3://backups --policy nightly --state Completed',
    },
    { title: 'What failed in a week, for scripts', line: "list runs --filter 'state=FAILED,started>7d' -o json" },
  ],
  positionals: {
    names: {
      variadic: true,
      complete: ['backups', 'restores', 'runs', 'downloads', 'locations', 'policies', 'entities'],
      description: 'What to list, then names of those alone',
    },
  },
  options: LIST_OPTIONS,
  run: async (call) => {
    const [first = '', ...others] = call.positionals.names;
    const load = KINDS.get(first);
    const lister = await (load ?? KINDS.get('backups')!)();
    if (load !== undefined) return lister(call, others);
    return lister(call, call.positionals.names).catch((error: unknown) => {
      throw kindMeant(first, error, call.io.program) ?? error;
    });
  },
});

/** A kind that is mistyped reads like the name of a backup that is not there. */
function kindMeant(word: string, error: unknown, program: string): RunError | undefined {
  if (!(error instanceof RunError) || error.code !== 'backup-not-found') return undefined;
  const nearest = nearestName(word, [...KINDS.keys()]);
  const hint = `Did you mean ${program} list ${nearest}?`;
  return nearest === undefined ? undefined : new RunError(error.code, error.message, { hint, cause: error });
}
