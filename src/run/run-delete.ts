import type { RunContext } from '../base/context.ts';
import type { RunResult } from '../domain/result/result.ts';
import type { Action } from './action.ts';
import { deleteBackups } from './delete/delete-backups.ts';
import { performRun } from './run.ts';
import type { DeleteOrder, PodFacts, RunServices, Wanted } from './services.ts';

const DELETE: Action<DeleteOrder> = {
  name: 'delete',
  onBusy: () => 'Wait',
  onPartial: () => 'Fail',
  perform: async (ctx, work) => ({ phase: await deleteBackups(ctx, work), problem: undefined }),
  settle: async () => [],
};

/** One run that deletes backups by name; see `performRun`. */
export async function runDelete(
  ctx: RunContext,
  services: RunServices,
  wanted: Wanted<DeleteOrder>,
  pod: PodFacts | undefined,
): Promise<RunResult> {
  return performRun(ctx, services, { wanted, action: DELETE }, pod);
}
