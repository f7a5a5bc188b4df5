import { madeGoodBackup } from '../result/latest.ts';
import type { RunResult } from '../result/result.ts';

/**
 * When the newest good backup of the policy was begun, RFC 3339: this run's, else the one that its history found;
 * undefined where that is not known, as for a run that never saw its history. An ad hoc run moves nothing.
 */
export function lastSuccessOf(result: RunResult): string | undefined {
  const isAdHoc = (result.overrides ?? []).length > 0;
  return madeGoodBackup(result) && !isAdHoc ? result.startedAt : result.history?.lastGood?.startedAt;
}
