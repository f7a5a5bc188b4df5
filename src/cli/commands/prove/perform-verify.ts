import { runVerify } from '../../../run/run-verify.ts';
import type { VerifyOrder, Wanted } from '../../../run/services.ts';
import { renderSummary } from '../../../views/summary.ts';
import { printAs } from '../../output.ts';
import { exitCodeOfResult, performRun, type RunCall, type RunPod } from '../run/perform-run.ts';

/** Performs one run of a VerifyPolicy, prints its result outside a Job, and returns its exit code. */
export async function performVerify(
  call: RunCall,
  wanted: Wanted<VerifyOrder>,
  pod: RunPod | undefined,
): Promise<number> {
  const errand = { wanted: () => wanted, run: runVerify, makesLocation: false, needsCluster: false };
  const result = await performRun(call, errand, pod);
  if (pod === undefined) {
    await printAs(call, {
      table: () => renderSummary(result),
      wide: () => renderSummary(result),
      document: () => result,
      names: () =>
        (result.verification?.backups ?? []).filter(({ outcome }) => outcome !== 'damaged').map(({ name }) => name),
    });
  }
  return exitCodeOfResult(result);
}
