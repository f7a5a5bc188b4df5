import type { RunResult } from '../result/result.ts';

/**
 * When the newest good backup of the policy was begun, RFC 3339: this run's, else the one that its history found;
 * undefined where that is not known, as for a run that never saw its history. An ad hoc run moves nothing.
 */
export function lastSuccessOf({
  phase,
  exitCode,
  backup,
  startedAt,
  history,
  overrides = [],
}: RunResult): string | undefined {
  const isGood = phase === 'Completed' || (phase === 'PartiallyFailed' && exitCode === 0);
  if (isGood && backup?.committed === true && overrides.length === 0) return startedAt;
  return history?.lastGood?.startedAt;
}
