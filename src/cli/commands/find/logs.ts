import { RunError } from '../../../domain/problem.ts';
import { ApiError } from '../../../kube/cluster.ts';
import { type Call, defineCommand } from '../../command.ts';
import { flagsOfCall } from '../fetch/via-job/flags-of-call.ts';
import { printingCall, VIA_JOB_OPTIONS } from '../fetch/via-job/printing-call.ts';
import { findBackup } from './find-backup.ts';
import { findRun } from './runs/find-run.ts';
import { findJob, newestPodOf } from './runs/live-log.ts';
import { openSources, openSourcesOfRuns, type OpenResults, type OpenSources, SOURCE_OPTIONS } from './sources.ts';

const OPTIONS = {
  ...SOURCE_OPTIONS,
  follow: { type: 'boolean', short: 'f', description: 'Go on until the Job’s Pod has ended; default where it runs' },
  ...VIA_JOB_OPTIONS,
} as const;

/** `lifeboat logs <name>`. */
export const logs = defineCommand({
  name: 'logs',
  summary: 'Print the log of a run: of its Pod while there is one, the stored one after',
  description:
    'Asks the cluster, unless a location is named. Prints logs as they are: JSON lines of Lifeboat, logfmt lines of Velero.',
  examples: [
    { title: 'Follow a Job that runs', line: 'logs backup-nightly-29920457' },
    { title: 'The stored log of a backup in a folder', line: 'logs nightly-20261121021700 --from ./backups' },
    {
      title: 'The Pod of a policy’s latest run, else its stored log',
      line: 'logs nightly --from s3://backups --from-cluster',
    },
  ],
  positionals: {
    run: { required: true, description: 'A backup (or latest), a restore, a run’s id, a Job, or a policy' },
  },
  options: OPTIONS,
  run: async (call) => printingCall(call, wordsOf, print),
});

type LogsCall = Call<typeof OPTIONS, { readonly run: { readonly required: true; readonly description: string } }>;

function wordsOf(call: LogsCall): readonly string[] {
  return ['logs', call.positionals.run, ...flagsOfCall(OPTIONS, call)];
}

async function print(call: LogsCall): Promise<number> {
  // A Job that reads for somebody is there for the location: whoever made it could read Pods' logs without it.
  await using sources = await (call.options.framed ? openSources(call) : openSourcesOfRuns(call));
  const { results } = sources;
  if (results !== undefined && (await printLive(call, results, sources))) return 0;
  if (sources.places.length > 0) {
    call.io.stdout.write(await storedLog(call, sources));
    return 0;
  }
  throw new RunError(
    'item-not-found',
    `No Pod of ${call.positionals.run} is in namespace ${results?.namespace ?? ''}`,
    {
      hint: 'Its log is stored in its location: name that with --from or --location, or read it with --via-job.',
    },
  );
}

/** Prints what the newest Pod of a Job has to say; false where there is no such Pod. */
async function printLive(call: LogsCall, results: OpenResults, sources: OpenSources): Promise<boolean> {
  const { ctx, io, options, positionals } = call;
  const { cluster, namespace } = results;
  const job =
    (await findJob(ctx, cluster, namespace, positionals.run))?.name ??
    (await findRun(ctx, { ...sources, places: [] }, positionals.run))?.result.job?.name;
  const pod = job === undefined ? undefined : await newestPodOf(ctx, cluster, namespace, job);
  if (pod === undefined) return false;
  if (pod.waitsFor !== undefined) {
    throw new RunError('item-not-found', `Pod ${namespace}/${pod.name} has not begun: ${pod.waitsFor}`, {
      hint: `See kubectl describe pod -n ${namespace} ${pod.name}.`,
    });
  }
  const { container } = pod;
  const request = { namespace, pod: pod.name, ...(container !== undefined && { container }) };
  try {
    for await (const bytes of cluster.readLog(ctx, { ...request, follow: options.follow ?? !pod.hasEnded })) {
      io.stdout.write(bytes);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 404) return false; // removed since it was listed
    const hint =
      error.status === 403 ? 'Allow "get" on "pods/log" there, or read the stored log from its location.' : undefined;
    throw new RunError(error.status === 403 ? 'permission-denied' : 'item-not-found', error.message, {
      hint,
      cause: error,
    });
  }
  return true;
}

/** Of a backup, of a restore, or of what the run made that is meant; where all fails, what there is of backups is told. */
async function storedLog(call: LogsCall, sources: OpenSources): Promise<Uint8Array> {
  const { ctx, positionals } = call;
  const { run: name } = positionals;
  const direct = await logOf(call, sources, { backup: name, restore: name });
  if (direct !== undefined) return direct;
  if (name === 'latest') return latestLog(call, sources);
  const made = (await findRun(ctx, { ...sources, results: undefined }, name))?.result;
  const ofRun = made && (await logOf(call, sources, { backup: made.backup?.name, restore: made.restore?.name }));
  if (ofRun !== undefined) return ofRun;
  if (made !== undefined) {
    throw new RunError('backup-not-found', `Run ${made.runId} ended as ${made.phase} and stored no log`, {
      hint: 'What it had to tell is in its record: see lifeboat status.',
    });
  }
  return latestLog(call, sources);
}

async function logOf(
  { ctx }: LogsCall,
  { places }: OpenSources,
  { backup, restore }: { readonly backup: string | undefined; readonly restore: string | undefined },
): Promise<Uint8Array | undefined> {
  for (const { backups } of places) {
    const log = backup === undefined ? undefined : await backups.readFile(ctx, backup, 'logs');
    const found = log ?? (restore === undefined ? undefined : await backups.readRestoreFile(ctx, restore, 'logs'));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** By the way that every command finds a backup, so that `latest` and mistyped names are told alike. */
async function latestLog({ ctx, positionals }: LogsCall, { places }: OpenSources): Promise<Uint8Array> {
  const { backup, place } = await findBackup(ctx, { open: places }, positionals.run);
  const log = await place.backups.readFile(ctx, backup.name, 'logs');
  if (log !== undefined) return log;
  throw new RunError('backup-not-found', `Backup ${backup.name} has no log`, { hint: 'Whoever made it stored none.' });
}
