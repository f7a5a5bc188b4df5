import type { BuiltProgram } from '../../failpoint/build-program.ts';
import type { FailpointAction } from '../../failpoint/failpoint.ts';
import { type ProcessEnd, startRun } from '../../failpoint/run-process.ts';
import type { RunJob } from '../runner.ts';
import type { RestoreDesk } from './restore-desk.ts';

/** Where a Pod of a Job comes to what end. */
export interface BadEnd {
  readonly job: RunJob;
  readonly step: string;
  readonly action: FailpointAction;
}

/** Starts a Pod of the Job as a process that comes to a bad end at a step, and returns when it has ended. */
export async function endAt(
  program: BuiltProgram,
  desk: RestoreDesk,
  { job, step, action }: BadEnd,
): Promise<ProcessEnd> {
  const { runner } = desk;
  const env = { ...runner.podEnv(job), TMPDIR: runner.folder };
  return startRun(program, {
    args: ['run'],
    env,
    failpoint: `${step}:${action}`,
  }).ended;
}

/** Who holds the Lease of a Job's request; empty for nobody. */
export async function holderOf({ world, runner }: RestoreDesk, { name }: RunJob): Promise<string> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${runner.namespace}/leases/lifeboat-${name}`;
  const lease = await world.api.find(path);
  return (lease?.['spec'] as { readonly holderIdentity?: string } | undefined)?.holderIdentity ?? '';
}
