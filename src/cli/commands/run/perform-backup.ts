import type { RunContext } from '../../../base/context.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { StorageLocation } from '../../../domain/storage-location.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import { Events } from '../../../report/events.ts';
import { LatestPointer } from '../../../report/latest-pointer.ts';
import { publishAll } from '../../../report/publish.ts';
import { ResultConfigMap } from '../../../report/result-config-map.ts';
import type { ResultSink } from '../../../report/sink.ts';
import { StatusFile } from '../../../report/status-file.ts';
import { TerminationMessage } from '../../../report/termination-message.ts';
import { runBackup } from '../../../run/run-backup.ts';
import type { BackupOrder, OpenBackups, PodFacts, RunServices, Wanted } from '../../../run/services.ts';
import { renderHeadline, renderSummary } from '../../../views/summary.ts';
import type { Call } from '../../command.ts';
import { openCluster, openLocation } from '../../compose.ts';
import { BUG_EXIT_CODE, exitCodeOf } from '../../exit-code.ts';
import { OUTPUT_OPTIONS, printAs } from '../../output.ts';
import type { CliIo } from '../../io.ts';
import { VERSION } from '../../version.ts';
import { ProgressLine } from './progress-line.ts';
import type { RUN_OPTIONS } from './run-options.ts';
import { unopenedCluster } from './unopened-cluster.ts';

/** How a run prints what it did, outside a Job. */
export const RUN_OUTPUT = { output: OUTPUT_OPTIONS.output, noHeaders: OUTPUT_OPTIONS.noHeaders } as const;

type RunCall = Call<typeof RUN_OPTIONS & typeof RUN_OUTPUT>;

/** Wires one run, performs it, prints its result outside a Job, and returns its exit code. */
export async function performBackup(
  call: RunCall,
  wanted: (cluster: Cluster) => Wanted<BackupOrder>,
  pod: (PodFacts & { readonly terminationLog: string | undefined }) | undefined,
): Promise<number> {
  const { ctx } = call;
  const { cluster, failure } = await tryOpenCluster(call);
  try {
    const services = servicesOf(call, cluster, pod);
    const result = await runBackup(ctx, services, failing(wanted(cluster), failure), pod);
    const exitCode = exitCodeOfResult(result);
    ctx.log.info({ phase: result.phase, exitCode, summary: renderHeadline(result) }, 'the run has ended');
    if (pod === undefined) await printResult(call, result);
    return exitCode;
  } finally {
    await cluster.close();
  }
}

interface OpenedCluster {
  readonly cluster: Cluster;
  /** Why it is not open. */
  readonly failure: Error | undefined;
}

async function tryOpenCluster({ ctx, options, redactor }: RunCall): Promise<OpenedCluster> {
  try {
    return { cluster: await openCluster(ctx, options, redactor), failure: undefined };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    return { cluster: unopenedCluster(failure), failure };
  }
}

/** Without a cluster a run goes no further than its first step: neither policies nor location are opened. */
function failing(wanted: Wanted<BackupOrder>, failure: Error | undefined): Wanted<BackupOrder> {
  if (failure === undefined) return wanted;
  const prepare = async (): Promise<never> => {
    throw failure;
  };
  return { ...wanted, prepare };
}

function servicesOf(call: RunCall, cluster: Cluster, pod: Parameters<typeof performBackup>[2]): RunServices {
  const record = pod === undefined ? undefined : new ResultConfigMap(cluster, pod.namespace);
  const inCluster: ResultSink[] =
    record === undefined ? [] : [record, new LatestPointer(cluster, pod!.namespace), new Events(cluster)];
  const inPod = podSinks(call, pod?.terminationLog, pod === undefined);
  return {
    cluster,
    openBackups: async (ctx, location) => openForWriting(ctx, location, call.io.env),
    record,
    publish: async (ctx, when, result, reach) =>
      publishAll(ctx, reach === 'pod' ? inPod : [...inCluster, ...inPod], when, result),
    recordedLog: call.recordedLog,
    exitCodeOf,
    version: VERSION,
  };
}

/** Opens the location, made if need be, and tells what is doubtful about the way it is reached. */
async function openForWriting(ctx: RunContext, location: StorageLocation, env: CliIo['env']): Promise<OpenBackups> {
  const [{ backups }, { locationWarnings }] = await Promise.all([
    openLocation(ctx, location, { forWriting: true }),
    import('../../../storage/location-warnings.ts'),
  ]);
  return { backups, warnings: locationWarnings(location, env) };
}

function podSinks(
  { io, options, statusLine }: RunCall,
  terminationLog: string | undefined,
  isByHand: boolean,
): ResultSink[] {
  return [
    ...(options.statusDir === undefined ? [] : [new StatusFile(options.statusDir)]),
    ...(terminationLog === undefined ? [] : [new TerminationMessage(terminationLog)]),
    ...(isByHand && io.stderr.isTerminal ? [new ProgressLine(statusLine)] : []),
  ];
}

/** The recorded code, or that of the try that just ended and leaves the rest to the Job's next Pod. */
export function exitCodeOfResult(result: RunResult): number {
  return result.exitCode ?? result.attempts.at(-1)?.exitCode ?? BUG_EXIT_CODE;
}

async function printResult(call: RunCall, result: RunResult): Promise<void> {
  await printAs(call, {
    table: () => renderSummary(result),
    wide: () => renderSummary(result),
    document: () => result,
    names: () => (result.backup?.committed === true ? [result.backup.name] : []),
  });
}
