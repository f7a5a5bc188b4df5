import type { RunContext } from '../../../base/context.ts';
import type { Planning } from '../planning.ts';
import type { RestoreWork } from '../restore-work.ts';
import { awaitConditions, unmetEntries } from './await-conditions.ts';

/** Waits for what the policy says must hold after its restore, and tells how it ended; what does not hold is an error. */
export async function checkConditions(ctx: RunContext, work: RestoreWork, { policy, target }: Planning): Promise<void> {
  const { successConditions: conditions = [] } = policy;
  if (conditions.length === 0) return;
  const { cluster, journal, probe } = work;
  // What was restored may have brought types of its own.
  await target.rediscover(ctx);
  const checked = await awaitConditions(ctx, { cluster, types: target.types, probe }, conditions);
  journal.error(ctx, ...unmetEntries(checked));
  const { restore } = journal.result;
  if (restore !== undefined) journal.update({ restore: { ...restore, successConditions: checked } });
}
