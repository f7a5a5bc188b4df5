import type { Cluster } from '../../../kube/cluster.ts';
import { runBackup } from '../../../run/run-backup.ts';
import type { BackupOrder, Wanted } from '../../../run/services.ts';
import { renderSummary } from '../../../views/summary.ts';
import { printAs } from '../../output.ts';
import { exitCodeOfResult, performRun, type RunCall, type RunPod } from './perform-run.ts';

/** Performs one backup, prints its result outside a Job, and returns its exit code. */
export async function performBackup(
  call: RunCall,
  wanted: (cluster: Cluster) => Wanted<BackupOrder>,
  pod: RunPod | undefined,
): Promise<number> {
  const result = await performRun(call, { wanted, run: runBackup, makesLocation: true }, pod);
  if (pod === undefined) {
    await printAs(call, {
      table: () => renderSummary(result),
      wide: () => renderSummary(result),
      document: () => result,
      names: () => (result.backup?.committed === true ? [result.backup.name] : []),
    });
  }
  return exitCodeOfResult(result);
}
