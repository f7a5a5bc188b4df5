import type { Entry } from '../entry.ts';
import type { RunResult } from './result.ts';

/** A result with further warnings; one that it has already, word for word, is not added again. */
export function withWarnings(result: RunResult, entries: readonly Entry[]): RunResult {
  const added = entries.filter((entry) => !result.warnings.some((known) => isSame(known, entry)));
  if (added.length === 0) return result;
  return {
    ...result,
    warnings: [...result.warnings, ...added],
    warningCount: result.warningCount + added.length,
  };
}

function isSame(one: Entry, other: Entry): boolean {
  return one.code === other.code && one.message === other.message;
}
