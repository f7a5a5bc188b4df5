import { hasEndedAttempt } from '../domain/result/attempt.ts';
import type { RunResult } from '../domain/result/result.ts';
import { oneLine } from './one-line.ts';
import { backupLines, backupOutcome, backupProgress, backupRoot } from './summary/backup-lines.ts';
import { removalLines, removalOutcome, removalProgress } from './summary/removal-lines.ts';
import { restoreLines, restoreOutcome, restoreProgress, restoreRoot } from './summary/restore-lines.ts';
import { endedAttempt, problemsText } from './summary/run-lines.ts';
import { verifyLines, verifyOutcome, verifyProgress } from './summary/verify-lines.ts';

/** How each action is told. */
interface Words {
  readonly lines: (result: RunResult) => string[];
  readonly outcome: (result: RunResult) => string;
  readonly progress: (result: RunResult) => string;
  readonly root: (result: RunResult) => string | undefined;
}

const REMOVAL: Words = {
  lines: removalLines,
  outcome: removalOutcome,
  progress: removalProgress,
  root: () => undefined,
};

const WORDS: Readonly<Record<RunResult['action'], Words>> = {
  backup: { lines: backupLines, outcome: backupOutcome, progress: backupProgress, root: backupRoot },
  restore: { lines: restoreLines, outcome: restoreOutcome, progress: restoreProgress, root: restoreRoot },
  delete: REMOVAL,
  prune: REMOVAL,
  verify: { lines: verifyLines, outcome: verifyOutcome, progress: verifyProgress, root: () => undefined },
};

/** One sentence that says how a run stands or ended: the annotation, the Events' note, the termination message. */
export function renderHeadline(result: RunResult): string {
  const { outcome, progress } = WORDS[result.action];
  switch (result.phase) {
    case 'InProgress': {
      if (hasEndedAttempt(result)) return endedAttempt(result);
      return `${result.progress.step}: ${progress(result)}`;
    }
    case 'Completed':
    case 'PartiallyFailed':
      return outcome(result);
    case 'FailedValidation':
      return problemsText(result) ?? oneLine(result.message ?? 'The policy is invalid', 300);
    case 'Planned':
      return result.action === 'backup' ? oneLine(result.message ?? result.phase, 300) : outcome(result);
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
  const lines = WORDS[result.action].lines(result);
  return `${lines.map((line) => oneLine(line, 600)).join('\n')}\n`;
}

/** Where what the run made is, for people: the folder of the backup or of the restore; undefined while there is none. */
export function rootOf(result: RunResult): string | undefined {
  return WORDS[result.action].root(result);
}
