import { randomBytes } from 'node:crypto';
import { outlive } from '../../../../base/abort.ts';
import type { RunContext } from '../../../../base/context.ts';
import { fetchJob, fetchJobName } from '../../../../domain/downloads/fetch-job.ts';
import { RunError } from '../../../../domain/problem.ts';
import { ApiError, type KubeObject } from '../../../../kube/cluster.ts';
import { LABEL, MANAGED_BY } from '../../../../report/annotations.ts';
import { openCluster } from '../../../compose.ts';
import { decodeFrame } from './frame.ts';
import { begunPod, endOfJob, type MadeJob, nameOf, wholeLog } from './job-pod.ts';
import { checkRights, jobsOf, readCronJob } from './cron-job.ts';
import { failureOf } from './failure.ts';
import type { ViaJobCall } from './printing-call.ts';

/**
 * Says these words in a Pod of its own, which has the image, the account, the volumes and the variables of the CronJob's,
 * and returns what it printed, byte for byte. The Job is removed however that ends. What the Pod ended with is thrown as
 * if it had happened here.
 */
export async function readViaJob(call: ViaJobCall, words: readonly string[]): Promise<Uint8Array> {
  const { ctx, io, options, redactor } = call;
  const cluster = await openCluster(ctx, options, redactor);
  await using _closing = { [Symbol.asyncDispose]: async () => cluster.close() };
  const [name = '', namespace = cluster.defaultNamespace] = (options.viaJob ?? '').split('/').toReversed();
  await checkRights(ctx, cluster, namespace);
  const cronJob = await readCronJob(ctx, cluster, { namespace, name });
  const job = { cluster, namespace, name: fetchJobName(name, randomBytes(4).toString('hex')) };
  await using _removing = { [Symbol.asyncDispose]: async () => removeJob(ctx, job) };
  await makeJob(ctx, job, cronJob, [...words, '--framed', '--log-format=json']);
  let told = '';
  const pod = await begunPod(ctx, job, (waitsFor) => {
    if (waitsFor !== told) ctx.log.info({ job: nameOf(job), waitsFor }, 'the Job has not begun');
    told = waitsFor;
  });
  const { content, others } = decodeFrame(await wholeLog(ctx, job, pod));
  const end = await endOfJob(ctx, job);
  if (end.exitCode !== 0 || content === undefined) throw failureOf(nameOf(job), end, others);
  for (const line of others) io.stderr.write(`${line}\n`);
  return content;
}

async function makeJob(
  ctx: RunContext,
  { cluster, namespace, name }: MadeJob,
  cronJob: KubeObject,
  args: readonly string[],
): Promise<void> {
  const labels = { [LABEL.managedBy]: MANAGED_BY, [LABEL.kind]: 'fetch' };
  const job = fetchJob(cronJob, { name, args, labels });
  if (job === undefined) {
    throw new RunError('not-supported', `CronJob ${namespace}/${cronJob.metadata.name} has no container "lifeboat"`, {
      hint: 'Name a CronJob of Lifeboat with --via-job',
    });
  }
  try {
    await cluster.create(ctx, jobsOf(namespace), job as KubeObject);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new RunError('permission-denied', `Cannot create Job ${namespace}/${name}: ${error.message}`, {
      hint: 'Allow "create" on "jobs.batch" there, or ask who may',
      cause: error,
    });
  }
}

/** Also after an abort; a Job that stays ends and goes by itself. */
async function removeJob(ctx: RunContext, job: MadeJob): Promise<void> {
  using words = outlive(ctx, () => new RunError('terminated', 'There was no time left to remove the Job'));
  try {
    await job.cluster.delete(words.ctx, jobsOf(job.namespace), job.name);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    ctx.log.warn({ job: nameOf(job), error: why }, 'cannot remove the Job: it goes by itself within the hour');
  }
}
