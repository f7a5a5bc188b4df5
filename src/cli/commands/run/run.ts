import { RunError } from '../../../domain/problem.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { POLICIES_OPTION } from '../../policies/read-policies.ts';
import { backupOrder } from './orders/backup-order.ts';
import { findPolicy, readBook } from './orders/policy-book.ts';
import { pruneOrder } from './orders/prune-order.ts';
import { requestOrder } from './orders/request.ts';
import { restoreOrder } from './orders/restore-order.ts';
import { verifyOrder } from './orders/verify-order.ts';
import { performBackup } from './perform-backup.ts';
import { RUN_OUTPUT, type RunPod } from './perform-run.ts';
import { isShortOfMemory, POD_OPTIONS, podFactsOf, RUN_OPTIONS } from './run-options.ts';
import { SCOPED_OPTIONS, SELECTION_OPTIONS } from './selection-options.ts';

const OPTIONS = {
  policies: POLICIES_OPTION,
  ...RUN_OPTIONS,
  adopt: {
    type: 'boolean',
    default: false,
    rare: true,
    description: 'This cluster continues the history of another of its name (a rebuilt cluster)',
  },
  force: {
    type: 'boolean',
    default: false,
    description: 'Make the backup although the window of its policy is closed',
  },
  yes: { type: 'boolean', default: false, description: 'Outside a Job: apply a RestorePolicy without being asked' },
  ...SELECTION_OPTIONS,
  ...SCOPED_OPTIONS,
  ...POD_OPTIONS,
  ...RUN_OUTPUT,
} as const;

type RunCall = Call<typeof OPTIONS>;

/** `lifeboat run <policy>`: what a Job calls. */
export const run = defineCommand({
  name: 'run',
  isRun: true,
  summary: 'Perform the run that a policy describes',
  description:
    'Makes exactly one backup or restore, or one round of deletions or verification, tells the outcome and exits with its code (help exit-codes). Inside a Job it takes the policy’s Lease and keeps a result ConfigMap; outside it, a backup writes nothing to the cluster. Without a policy it performs the restore request that is called like its Job. Flags that change the selection make the run ad hoc: it is left out of latest and retention.',
  examples: [
    { title: 'What the shipped CronJob does', line: 'run nightly' },
    { title: 'A policy on a workstation', line: 'run nightly --policies ./policies' },
    { title: 'One namespace of it only', line: 'run nightly --include-namespaces shop' },
  ],
  positionals: {
    policy: {
      description: 'Name of a BackupPolicy, RestorePolicy, PrunePolicy or VerifyPolicy; in a Job, else its request',
    },
  },
  options: OPTIONS,
  run: async (call) => {
    const { options, positionals } = call;
    const facts = podFactsOf(options);
    const pod = facts === undefined ? undefined : { ...facts, terminationLog: options.terminationLog };
    if (isShortOfMemory(options)) call.ctx.log.warn({ bytes: options.memoryLimit }, 'memory limit below 256 MiB');
    const { policy } = positionals;
    return policy === undefined ? runRequest(call, pod) : runPolicy(call, policy, pod);
  },
});

/** The policies are read before the run can begin, because they say what it is; what fails then is told by the run. */
async function runPolicy(call: RunCall, name: string, pod: RunPod | undefined): Promise<number> {
  const reading = readBook(call.ctx, call);
  const kind = await reading.then(
    (book) => findPolicy(book, name)?.kind,
    () => undefined,
  );
  const isArmed = pod !== undefined;
  if (kind === 'PrunePolicy') {
    const prepare = async (ctx: RunCall['ctx']) => pruneOrder(ctx, call, await reading, { name, isArmed });
    const { performPrune } = await import('./perform-removal.ts');
    return performPrune(call, { policy: name, prepare }, pod);
  }
  if (kind === 'VerifyPolicy') {
    const prepare = async (ctx: RunCall['ctx']) => verifyOrder(ctx, call, await reading, name);
    const { performVerify } = await import('../prove/perform-verify.ts');
    return performVerify(call, { policy: name, prepare }, pod);
  }
  if (kind === 'RestorePolicy') {
    const prepare = async (ctx: RunCall['ctx']) => restoreOrder(ctx, call, await reading, { name, isArmed });
    const { performRestore } = await import('./perform-restore.ts');
    return performRestore(call, () => ({ policy: name, prepare }), pod);
  }
  const prepare = async (ctx: RunCall['ctx']) => backupOrder(ctx, call, await reading, name);
  return performBackup(call, () => ({ policy: name, prepare }), pod);
}

async function runRequest(call: RunCall, pod: RunPod | undefined): Promise<number> {
  if (pod === undefined) {
    throw new RunError('usage', 'It is not said which policy to run', {
      hint: 'Name a BackupPolicy or RestorePolicy. Only a Job has a request that is called like it.',
    });
  }
  const { performRestore } = await import('./perform-restore.ts');
  return performRestore(
    call,
    (cluster) => ({
      policy: pod.jobName,
      prepare: async (ctx) => requestOrder(ctx, call, await readBook(ctx, call), { cluster, pod }),
    }),
    pod,
  );
}
