import { RunError } from '../../../domain/problem.ts';
import { defineCommand } from '../../command.ts';
import { POLICIES_OPTION } from '../../policies/read-policies.ts';
import { performBackup } from './perform-backup.ts';
import { RUN_OUTPUT } from './perform-run.ts';
import { prepareOrder } from './policy-order.ts';
import { isShortOfMemory, POD_OPTIONS, podFactsOf, RUN_OPTIONS } from './run-options.ts';
import { SELECTION_OPTIONS } from './selection-options.ts';

/** `lifeboat run <policy>`: what a Job calls. */
export const run = defineCommand({
  name: 'run',
  isRun: true,
  summary: 'Perform the run that a policy describes',
  description:
    'Makes exactly one backup, tells the outcome and exits with its code (help exit-codes). Inside a Job it takes the policy’s Lease and keeps a result ConfigMap; outside it writes nothing to the cluster. Flags that change the selection make the run ad hoc: it is left out of latest and retention.',
  examples: [
    { title: 'What the shipped CronJob does', line: 'run nightly' },
    { title: 'A policy on a workstation', line: 'run nightly --policies ./policies' },
    { title: 'One namespace of it only', line: 'run nightly --include-namespaces shop' },
  ],
  positionals: { policy: { description: 'Name of a BackupPolicy' } },
  options: {
    policies: POLICIES_OPTION,
    ...RUN_OPTIONS,
    adopt: {
      type: 'boolean',
      default: false,
      description: 'This cluster continues the history of another of its name (a rebuilt cluster)',
    },
    ...SELECTION_OPTIONS,
    ...POD_OPTIONS,
    ...RUN_OUTPUT,
  },
  run: async (call) => {
    const { options, positionals } = call;
    const { policy } = positionals;
    if (policy === undefined) {
      throw new RunError('usage', 'It is not said which policy to run', { hint: 'Name a BackupPolicy.' });
    }
    const pod = podFactsOf(options);
    if (isShortOfMemory(options)) call.ctx.log.warn({ bytes: options.memoryLimit }, 'memory limit below 256 MiB');
    return performBackup(
      call,
      (cluster) => ({ policy, prepare: async (ctx) => prepareOrder(ctx, call, cluster, policy) }),
      pod === undefined ? undefined : { ...pod, terminationLog: options.terminationLog },
    );
  },
});
