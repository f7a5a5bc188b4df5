import type { RunResult } from '../../../domain/result/result.ts';
import type { DeleteOrder, PruneOrder, Wanted } from '../../../run/services.ts';
import { renderSummary } from '../../../views/summary.ts';
import { printAs } from '../../output.ts';
import { exitCodeOfResult, performRun, type RunCall, type RunPod } from './perform-run.ts';

/** Performs one prune, outside a Job without a cluster unless it needs one; prints its result outside a Job, and returns its exit code. */
export async function performPrune(
  call: RunCall,
  wanted: Wanted<PruneOrder>,
  pod: RunPod | undefined,
  needsCluster = false,
): Promise<number> {
  const { runPrune } = await import('../../../run/run-prune.ts');
  const errand = { wanted: () => wanted, run: runPrune, makesLocation: false, needsCluster };
  return printRemoval(call, await performRun(call, errand, pod), pod);
}

/** Deletes backups by name as `performPrune` does; prints the result outside a Job, and returns its exit code. */
export async function performDelete(
  call: RunCall,
  wanted: Wanted<DeleteOrder>,
  pod: RunPod | undefined,
  needsCluster = false,
): Promise<number> {
  const { runDelete } = await import('../../../run/run-delete.ts');
  const errand = { wanted: () => wanted, run: runDelete, makesLocation: false, needsCluster };
  return printRemoval(call, await performRun(call, errand, pod), pod);
}

async function printRemoval(call: RunCall, result: RunResult, pod: RunPod | undefined): Promise<number> {
  if (pod === undefined) {
    await printAs(call, {
      table: () => renderSummary(result),
      wide: () => renderSummary(result),
      document: () => result,
      names: () => (result.removal?.backups ?? []).filter(({ end }) => end === 'removed').map(({ name }) => name),
    });
  }
  return exitCodeOfResult(result);
}
