import type { RunContext } from '../../../../base/context.ts';
import { RunError } from '../../../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject, type ObjectPath } from '../../../../kube/cluster.ts';
import { containerOf, endOf, type PodEnd, whatItWaitsFor } from './pod-facts.ts';

/** A Job that was made, of which one Pod is expected. */
export interface MadeJob {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly name: string;
}

/** How long a Pod may take to begin, an image to be pulled included. */
const START_LIMIT_MS = 300_000;

/** How long the cluster may take to tell of the end of a container whose log has ended. */
const END_LIMIT_MS = 60_000;

/** Times that a log is read before a broken connection is the end. */
const READS = 3;

/** No more of a log is read: what is framed in it is far smaller. */
const LOG_LARGEST_BYTES = 64 * 1_048_576;

const AGAIN = 'Call it again: the Pod may have been evicted, or its node may be away';

/** Waits until the Job's Pod has begun. Throws `cluster-unavailable` with what it waits for where that takes too long. */
export async function begunPod(ctx: RunContext, job: MadeJob, tell: (waitsFor: string) => void): Promise<KubeObject> {
  const until = ctx.clock.monotonicMs() + START_LIMIT_MS;
  for (;;) {
    const pod = await podOf(ctx, job);
    const waitsFor =
      pod === undefined ? 'there is no Pod yet: a quota or an admission rule may refuse it' : whatItWaitsFor(pod);
    if (pod !== undefined && waitsFor === undefined) return pod;
    tell(waitsFor ?? '');
    if (ctx.clock.monotonicMs() >= until) {
      const limit = `${START_LIMIT_MS / 60_000} minutes`;
      throw new RunError('cluster-unavailable', `Job ${nameOf(job)} has not begun in ${limit}: ${waitsFor}`, {
        hint: 'Look at what a Pod of the CronJob needs: its image, its volumes, a node with room',
      });
    }
    await ctx.clock.pause(ctx.timings.pollEveryMs, ctx.signal);
  }
}

/** All that the container prints, when it has ended. A connection that breaks off is taken up from the beginning. */
export async function wholeLog(ctx: RunContext, job: MadeJob, pod: KubeObject): Promise<string> {
  for (let read = 1; ; read++) {
    try {
      return await readLog(ctx, job, pod);
    } catch (error) {
      ctx.signal.throwIfAborted();
      const isCut = error instanceof RunError && error.code === 'cluster-unavailable';
      if (isCut && read < READS) continue;
      if (!(error instanceof ApiError)) throw error;
      throw new RunError('cluster-unavailable', `Cannot read what Job ${nameOf(job)} prints: ${error.message}`, {
        hint: AGAIN,
        cause: error,
      });
    }
  }
}

/** Waits until the cluster tells how the container ended. */
export async function endOfJob(ctx: RunContext, job: MadeJob): Promise<PodEnd> {
  const until = ctx.clock.monotonicMs() + END_LIMIT_MS;
  for (;;) {
    const pod = await podOf(ctx, job);
    const end = pod === undefined ? undefined : endOf(pod);
    if (end !== undefined) return end;
    if (pod === undefined || ctx.clock.monotonicMs() >= until) {
      throw new RunError('cluster-unavailable', `Nobody knows how Job ${nameOf(job)} ended`, { hint: AGAIN });
    }
    await ctx.clock.pause(ctx.timings.pollEveryMs, ctx.signal);
  }
}

/** For people: `lifeboat/backup-nightly-fetch-1a2b3c4d`. */
export function nameOf({ namespace, name }: Pick<MadeJob, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

async function readLog(ctx: RunContext, { cluster, namespace }: MadeJob, pod: KubeObject): Promise<string> {
  const { name } = pod.metadata;
  const container = containerOf(pod);
  const request = { namespace, pod: name, follow: true, ...(container !== undefined && { container }) };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of cluster.readLog(ctx, request)) {
    size += chunk.length;
    if (size > LOG_LARGEST_BYTES)
      throw new RunError('not-supported', `Pod ${namespace}/${name} prints more than can be read`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** By the label that servers of all versions set. */
async function podOf(ctx: RunContext, { cluster, namespace, name }: MadeJob): Promise<KubeObject | undefined> {
  const path: ObjectPath = { group: '', version: 'v1', resource: 'pods', namespace };
  const [pod] = await cluster.listObjects(ctx, path, `job-name=${name}`);
  return pod;
}
