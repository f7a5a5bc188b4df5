import { hasEndedAttempt, RUN_ABORTED } from '../../domain/result/attempt.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { oneLine } from '../one-line.ts';
import { formatCount, formatDuration } from '../units.ts';

/** When the run was due, began and ended: the second line of every summary. */
export function whenLine(result: RunResult): string {
  const attempt = result.attempt === 1 ? '' : `, attempt ${result.attempt}`;
  return `Due ${result.scheduledFor}, started ${result.startedAt}${attempt}, ${endText(result)}`;
}

/** What went wrong, the fifth line of every summary; `more` is what the action itself has to add. */
export function troubleLine(result: RunResult, more: readonly string[] = []): string {
  const end = hasFailed(result) && result.reason !== undefined ? `Ended by ${result.reason}` : undefined;
  const found = [end, problemsText(result), ...troubles(result), ...more].filter((part) => part !== undefined);
  return found.length === 0 ? 'No errors, no warnings' : found.join('; ');
}

/** How the action is named in a first line: `of policy nightly`, and by which words it differs from it. */
export function policyText({ policy, overrides = [], phase }: RunResult): string {
  const name = policy === undefined ? 'without a policy' : `of policy ${policy.name}`;
  return `${name}: ${phase}${overrides.length === 0 ? '' : ` (ad hoc: ${overrides.join(' ')})`}`;
}

/** Errors and warnings, each counted, with the first of them. */
export function troubles({ errorCount, errors, warningCount, warnings }: RunResult): string[] {
  return [
    ...(errorCount > 0 ? [withFirst(formatCount(errorCount, 'error'), errors[0]?.message)] : []),
    ...(warningCount > 0 ? [withFirst(formatCount(warningCount, 'warning'), warnings[0]?.message)] : []),
  ];
}

/** How many hooks there were, and how many of them failed; nothing where there were none. */
export function hookTexts({ hookStatus }: RunResult): string[] {
  if (hookStatus === undefined || hookStatus.hooksAttempted === 0) return [];
  const { hooksAttempted, hooksFailed } = hookStatus;
  const failed = hooksFailed === 0 ? '' : `, ${hooksFailed} of them failed`;
  return [`${formatCount(hooksAttempted, 'hook')}${failed}`];
}

/** The problems of a policy, counted, with the first; undefined where there are none. */
export function problemsText({ problems = [] }: RunResult): string | undefined {
  return problems.length === 0 ? undefined : withFirst(formatCount(problems.length, 'policy problem'), problems[0]);
}

/** `2 errors (first: …)`. */
export function withFirst(count: string, first: string | undefined): string {
  return first === undefined ? count : `${count} (first: ${oneLine(first)})`;
}

/** How an attempt ended that leaves the run open. */
export function endedAttempt(result: RunResult): string {
  const last = result.attempts.at(-1);
  const how = last === undefined ? '' : `: ${last.message}`;
  return oneLine(`Attempt ${result.attempt} ended at step ${result.progress.step}${how}`, 300);
}

/** How long the attempt took; undefined while it is under way. */
export function durationText(result: RunResult): string | undefined {
  const end = hasEndedAttempt(result) ? result.attempts.at(-1)?.endedAt : result.completedAt;
  return end === undefined ? undefined : formatDuration(Date.parse(end) - Date.parse(result.startedAt));
}

/** What failed and what to do about it, else the phase. */
export function advice({ message, hint, phase }: RunResult): string {
  const said = [message, hint].filter((part) => part !== undefined);
  return said.length === 0 ? phase : said.join(message?.endsWith('?') ? ' ' : '. ');
}

/** Whether the run failed as a whole. */
export function hasFailed({ phase }: RunResult): boolean {
  return phase === 'Failed' || phase === 'FailedValidation';
}

function endText(result: RunResult): string {
  if (result.reason === RUN_ABORTED) return `closed by another run ${result.completedAt ?? ''}`;
  const took = durationText(result);
  return took === undefined ? 'still running' : `took ${took}`;
}

/** The last line of a run that makes nothing of its own: what it is at, where it looked, what to do. */
export function nextLine(result: RunResult): string {
  if (hasEndedAttempt(result)) return endedAttempt(result);
  if (!result.terminal) return `Now: ${result.progress.step}`;
  const where = result.location === undefined ? '' : `In ${result.location.root}`;
  if (!hasFailed(result)) return where === '' ? result.phase : where;
  return [where, advice(result)].filter((part) => part !== '').join(': ');
}

/** The first few names; all of them are in the result. */
export function firstNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}
