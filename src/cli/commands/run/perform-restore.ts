import type { RunResult } from '../../../domain/result/result.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import { runRestore } from '../../../run/run-restore.ts';
import type { RestoreOrder, Wanted } from '../../../run/services.ts';
import { renderRestore } from '../../../views/restore/restore-view.ts';
import { printAs, takesColour } from '../../output.ts';
import { exitCodeOfResult, performRun, type RunCall, type RunPod } from './perform-run.ts';

/** Performs one restore, prints its result outside a Job, and returns its exit code. */
export async function performRestore(
  call: RunCall,
  wanted: (cluster: Cluster) => Wanted<RestoreOrder>,
  pod: RunPod | undefined,
): Promise<number> {
  const result = await restoreOnce(call, wanted, pod);
  if (pod === undefined) await printRestore(call, result);
  return exitCodeOfResult(result);
}

/** Performs one restore and returns its result. */
export async function restoreOnce(
  call: RunCall,
  wanted: (cluster: Cluster) => Wanted<RestoreOrder>,
  pod: RunPod | undefined,
): Promise<RunResult> {
  return performRun(call, { wanted, run: runRestore, makesLocation: false }, pod);
}

/** Prints a restore or its plan; its name is that of its folder in the location. */
export async function printRestore(call: Pick<RunCall, 'io' | 'options'>, result: RunResult): Promise<void> {
  const hasColour = takesColour(call.io.stdout, call.io.env);
  await printAs(call, {
    table: () => renderRestore(result, { hasColour }),
    wide: () => renderRestore(result, { hasColour, isWide: true }),
    document: () => result,
    names: () => (result.restore === undefined ? [] : [result.restore.name]),
  });
}
