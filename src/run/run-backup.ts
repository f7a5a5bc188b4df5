import type { RunContext } from '../base/context.ts';
import type { RunResult } from '../domain/result/result.ts';
import type { Action } from './action.ts';
import { makeBackup } from './backup/backup.ts';
import { performRun } from './run.ts';
import type { BackupOrder, PodFacts, RunServices, Wanted } from './services.ts';

const BACKUP: Action<BackupOrder> = {
  name: 'backup',
  onBusy: (order) => order?.policy.onBusy ?? 'Wait',
  onPartial: (order) => order?.policy.onPartial ?? 'Fail',
  perform: async (ctx, work) => ({ phase: await makeBackup(ctx, work), problem: undefined }),
  settle: async () => [],
};

/** One run of one backup; see `performRun`. */
export async function runBackup(
  ctx: RunContext,
  services: RunServices,
  wanted: Wanted<BackupOrder>,
  pod: PodFacts | undefined,
): Promise<RunResult> {
  return performRun(ctx, services, { wanted, action: BACKUP }, pod);
}
