import type { RunContext } from '../../../base/context.ts';
import type { CalledFor } from '../../../domain/metrics/run-metrics.ts';
import { RunError } from '../../../domain/problem.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { StorageLocation } from '../../../domain/storage-location.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import { Events } from '../../../report/events.ts';
import { MetricsFile } from '../../../report/metrics/metrics-file.ts';
import { LatestPointer } from '../../../report/latest-pointer.ts';
import { publishAll } from '../../../report/publish.ts';
import { OnceConfigMap } from '../../../report/once/once-config-map.ts';
import { resultNameOf } from '../../../report/render-result.ts';
import { ResultConfigMap } from '../../../report/result-config-map.ts';
import type { ResultSink } from '../../../report/sink.ts';
import { StatusFile } from '../../../report/status-file.ts';
import { traceLogFields } from '../../../report/trace/trace-ids.ts';
import { TerminationMessage } from '../../../report/termination-message.ts';
import type { RestoreServices } from '../../../run/run-restore.ts';
import type { OpenBackups, Order, PodFacts, Wanted } from '../../../run/services.ts';
import { renderHeadline } from '../../../views/summary.ts';
import type { Call } from '../../command.ts';
import { openCluster, openLocation } from '../../compose.ts';
import { BUG_EXIT_CODE, exitCodeOf } from '../../exit-code.ts';
import { OUTPUT_OPTIONS } from '../../output.ts';
import type { CliIo } from '../../io.ts';
import { VERSION } from '../../version.ts';
import { withReferences } from './orders/referenced-config-map.ts';
import { isTold, openOutward, type Outward } from './sinks/outward.ts';
import { ProgressLine } from './sinks/progress-line.ts';
import type { RUN_OPTIONS } from './run-options.ts';
import { unopenedCluster } from './unopened-cluster.ts';

/** How a run prints what it did, outside a Job. */
export const RUN_OUTPUT = { output: OUTPUT_OPTIONS.output, noHeaders: OUTPUT_OPTIONS.noHeaders } as const;

/** A call of a command that runs. */
export type RunCall = Call<typeof RUN_OPTIONS & typeof RUN_OUTPUT>;

/** The Pod of a run, and where its termination message goes. */
export type RunPod = PodFacts & { readonly terminationLog: string | undefined };

/** What is to be run: known once the cluster is open. */
export interface Errand<O extends Order> {
  readonly wanted: (cluster: Cluster) => Wanted<O>;
  /** `runBackup` or `runRestore`. */
  readonly run: (
    ctx: RunContext,
    services: RestoreServices,
    wanted: Wanted<O>,
    pod: PodFacts | undefined,
  ) => Promise<RunResult>;
  /** A folder that is not there yet is made; else it is `location-not-found`. */
  readonly makesLocation: boolean;
  /** Set to false: outside a Job it does without a cluster. */
  readonly needsCluster?: boolean;
}

/** Wires one run and performs it; `pod` is undefined outside a Job. Returns the result as published. */
export async function performRun<O extends Order>(
  call: RunCall,
  errand: Errand<O>,
  pod: RunPod | undefined,
): Promise<RunResult> {
  const { ctx } = call;
  const { cluster, failure } =
    errand.needsCluster === false && pod === undefined ? withoutCluster() : await tryOpenCluster(call);
  try {
    const asked = errand.wanted(cluster);
    const called = { policy: asked.policy, cluster: call.options.clusterName };
    const outward = openOutward(call, asked, called);
    const services = servicesOf(call, { cluster, pod, outward, called, makesLocation: errand.makesLocation });
    const place = { cluster, namespace: pod?.namespace ?? cluster.defaultNamespace };
    const wanted = withReferences(outward.wanted, place);
    const result = await errand.run(ctx, services, failing(wanted, failure), pod);
    const exitCode = exitCodeOfResult(result);
    const told = { phase: result.phase, exitCode, summary: renderHeadline(result) };
    ctx.log.info({ ...told, ...traceLogFields(call.io.env, result) }, 'the run has ended');
    return result;
  } finally {
    await cluster.close();
  }
}

interface OpenedCluster {
  readonly cluster: Cluster;
  /** Why it is not open. */
  readonly failure: Error | undefined;
}

/** Nothing asks such a cluster: if something did, that would be a bug of ours. */
function withoutCluster(): OpenedCluster {
  return { cluster: unopenedCluster(new RunError('internal', 'This run has no cluster')), failure: undefined };
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
function failing<O extends Order>(wanted: Wanted<O>, failure: Error | undefined): Wanted<O> {
  if (failure === undefined) return wanted;
  const prepare = async (): Promise<never> => {
    throw failure;
  };
  return { ...wanted, prepare };
}

interface Surroundings {
  readonly cluster: Cluster;
  readonly pod: RunPod | undefined;
  readonly outward: Pick<Outward<Order>, 'sinks' | 'learn'>;
  readonly called: CalledFor;
  readonly makesLocation: boolean;
}

function servicesOf(call: RunCall, { cluster, pod, outward, called, makesLocation }: Surroundings): RestoreServices {
  const inPod = podSinks(call, pod, called);
  const inCluster = pod === undefined ? undefined : clusterSinks(cluster, pod.namespace);
  return {
    cluster,
    openBackups: async (ctx, location) => openBackups(ctx, location, { env: call.io.env, makesLocation }),
    record: inCluster?.record,
    once: inCluster?.once,
    recordName: resultNameOf,
    probe: async (ctx, question) => (await import('../../../report/outbound/probe.ts')).probe(ctx, question),
    publish: async (ctx, when, result, reach) => {
      const outside = isTold(result, { pod, when, reach }) ? outward.sinks : [];
      if (when === 'finished' && outside.length > 0) await outward.learn(ctx);
      // The record first: it is kept whatever others take to answer. The Pod's own sinks last: they tell who did not.
      const sinks = [...(reach === 'pod' ? [] : (inCluster?.sinks ?? [])), ...outside, ...inPod];
      return publishAll(ctx, sinks, when, result);
    },
    logFields: (identity) => traceLogFields(call.io.env, identity),
    recordedLog: call.recordedLog,
    redact: (text) => call.redactor.redact(text),
    exitCodeOf,
    version: VERSION,
  };
}

function clusterSinks(cluster: Cluster, namespace: string) {
  const record = new ResultConfigMap(cluster, namespace);
  const sinks: readonly ResultSink[] = [record, new LatestPointer(cluster, namespace), new Events(cluster)];
  return { record, once: new OnceConfigMap(cluster, namespace), sinks };
}

/** Opens the location, and tells what is doubtful about the way it is reached. */
async function openBackups(
  ctx: RunContext,
  location: StorageLocation,
  { env, makesLocation }: { readonly env: CliIo['env']; readonly makesLocation: boolean },
): Promise<OpenBackups> {
  const [{ backups }, { locationWarnings }] = await Promise.all([
    openLocation(ctx, location, { forWriting: makesLocation }),
    import('../../../storage/location-warnings.ts'),
  ]);
  return { backups, warnings: locationWarnings(location, env) };
}

function podSinks({ io, options, statusLine }: RunCall, pod: RunPod | undefined, called: CalledFor): ResultSink[] {
  const { statusDir } = options;
  const terminationLog = pod?.terminationLog;
  return [
    ...(statusDir === undefined ? [] : [new MetricsFile(statusDir, called), new StatusFile(statusDir)]),
    ...(terminationLog === undefined ? [] : [new TerminationMessage(terminationLog)]),
    ...(pod === undefined && io.stderr.isTerminal ? [new ProgressLine(statusLine)] : []),
  ];
}

/** The recorded code, or that of the try that just ended and leaves the rest to the Job's next Pod. */
export function exitCodeOfResult(result: RunResult): number {
  return result.exitCode ?? result.attempts.at(-1)?.exitCode ?? BUG_EXIT_CODE;
}
