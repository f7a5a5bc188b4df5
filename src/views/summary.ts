import { hasEndedAttempt } from '../domain/result/attempt.ts';
import type { RunResult } from '../domain/result/result.ts';
import { oneLine } from './one-line.ts';
import { backupLines, backupOutcome, backupProgress, backupRoot } from './summary/backup-lines.ts';
import { restoreLines, restoreOutcome, restoreProgress, restoreRoot } from './summary/restore-lines.ts';
import { endedAttempt, problemsText } from './summary/run-lines.ts';

/** One sentence that says how a run stands or ended: the annotation, the Events' note, the termination message. */
export function renderHeadline(result: RunResult): string {
  const isRestore = result.action === 'restore';
  switch (result.phase) {
    case 'InProgress': {
      if (hasEndedAttempt(result)) return endedAttempt(result);
      return `${result.progress.step}: ${isRestore ? restoreProgress(result) : backupProgress(result)}`;
    }
    case 'Completed':
    case 'PartiallyFailed':
      return isRestore ? restoreOutcome(result) : backupOutcome(result);
    case 'FailedValidation':
      return problemsText(result) ?? oneLine(result.message ?? 'The policy is invalid', 300);
    case 'Planned':
      return isRestore ? restoreOutcome(result) : oneLine(result.message ?? result.phase, 300);
    case 'Failed':
    case 'Skipped':
      return oneLine(result.message ?? result.phase, 300);
  }
}

/**
 * Exactly six lines for people: what, when, how much, what is not protected or not restored, what went wrong, and where
 * it is or what to do next.
 */
export function renderSummary(result: RunResult): string {
  const lines = result.action === 'restore' ? restoreLines(result) : backupLines(result);
  return `${lines.map((line) => oneLine(line, 600)).join('\n')}\n`;
}

/** Where what the run made is, for people: the folder of the backup or of the restore; undefined while there is none. */
export function rootOf(result: RunResult): string | undefined {
  return result.action === 'restore' ? restoreRoot(result) : backupRoot(result);
}
