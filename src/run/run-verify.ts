import type { RunContext } from '../base/context.ts';
import type { RunResult } from '../domain/result/result.ts';
import type { Action } from './action.ts';
import { performRun } from './run.ts';
import type { PodFacts, RunServices, VerifyOrder, Wanted } from './services.ts';
import { verifyBackups } from './verify/verify-backups.ts';

const VERIFY: Action<VerifyOrder> = {
  name: 'verify',
  onBusy: () => 'Wait',
  onPartial: () => 'Fail',
  perform: verifyBackups,
  settle: async () => [],
};

/** One run that reads backups again; see `performRun`. */
export async function runVerify(
  ctx: RunContext,
  services: RunServices,
  wanted: Wanted<VerifyOrder>,
  pod: PodFacts | undefined,
): Promise<RunResult> {
  return performRun(ctx, services, { wanted, action: VERIFY }, pod);
}
