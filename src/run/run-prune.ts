import type { RunContext } from '../base/context.ts';
import type { RunResult } from '../domain/result/result.ts';
import type { Action } from './action.ts';
import { prune } from './prune/prune.ts';
import { performRun } from './run.ts';
import type { PodFacts, PruneOrder, RunServices, Wanted } from './services.ts';

const PRUNE: Action<PruneOrder> = {
  name: 'prune',
  onBusy: (order) => order?.onBusy ?? 'Wait',
  onPartial: () => 'Fail',
  perform: async (ctx, work) => ({ phase: await prune(ctx, work), problem: undefined }),
  settle: async () => [],
};

/** One run that deletes what retention does not keep; see `performRun`. */
export async function runPrune(
  ctx: RunContext,
  services: RunServices,
  wanted: Wanted<PruneOrder>,
  pod: PodFacts | undefined,
): Promise<RunResult> {
  return performRun(ctx, services, { wanted, action: PRUNE }, pod);
}
