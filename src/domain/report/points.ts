import { type Backup, isGood } from '../backup/backup.ts';
import { policyOfBackup } from '../objectives/judge-run.ts';
import type { RunResult } from '../result/result.ts';
import type { Verdict } from '../retention/retention.ts';
import { formatTime } from '../time.ts';
import type { BackupPoint, RestorePoint, RunPoint } from './overview.ts';

/** More errors than these are counted, and told by the run's own result. */
const MOST_ERRORS = 5;

/** A run's record as a report shows it. */
export function runPoint(result: RunResult): RunPoint {
  return {
    runId: result.runId,
    phase: result.phase,
    due: result.scheduledFor,
    startedAt: beginOf(result),
    durationSeconds: durationOf(beginOf(result), result.completedAt),
    backup: result.backup?.committed === true ? result.backup.name : undefined,
    items: result.backup?.items,
    archiveBytes: result.backup?.archiveBytes,
    exitCode: result.exitCode,
    reason: result.reason,
    message: result.message ?? result.problems?.[0],
    hint: result.hint,
    errorCount: result.errorCount,
    warningCount: result.warningCount,
    errors: result.errors.slice(0, MOST_ERRORS).map(({ code, message }) => `${code}: ${message}`),
    isAdHoc: (result.overrides ?? []).length > 0,
  };
}

/** A restore's record as a report shows it; undefined for any other run. */
export function restorePoint(result: RunResult): RestorePoint | undefined {
  const { restore } = result;
  if (restore === undefined) return undefined;
  return {
    name: restore.name,
    mode: restore.mode,
    phase: result.phase,
    backup: restore.backup,
    policy: policyOfBackup(restore.backup),
    cluster: result.cluster?.name,
    startedAt: beginOf(result),
    durationSeconds: durationOf(beginOf(result), result.completedAt),
    isFinished: restore.finished === true,
    ended: restore.ended ?? {},
    reason: result.reason,
    message: result.message,
  };
}

/** A backup as a report shows it. */
export function backupPoint(
  backup: Backup,
  verdict: Verdict | undefined,
  archiveBytes: number | undefined,
): BackupPoint {
  const { startedAt, completedAt, expiresAt } = backup;
  const took = startedAt && completedAt && Math.round((completedAt.getTime() - startedAt.getTime()) / 1_000);
  return {
    name: backup.name,
    phase: backup.phase,
    isGood: isGood(backup),
    startedAt: startedAt && formatTime(startedAt),
    durationSeconds: took,
    items: backup.items,
    archiveBytes,
    expiresAt: expiresAt && formatTime(expiresAt),
    verdict,
  };
}

/** A run that was tried several times began with its first attempt. */
function beginOf({ attempts, startedAt }: RunResult): string {
  return attempts[0]?.startedAt ?? startedAt;
}

function durationOf(startedAt: string, completedAt: string | undefined): number | undefined {
  if (completedAt === undefined) return undefined;
  return Math.max(0, Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / 1_000));
}
