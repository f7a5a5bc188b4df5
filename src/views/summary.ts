import { hasEndedAttempt, RUN_ABORTED } from '../domain/result/attempt.ts';
import type { RunResult } from '../domain/result/result.ts';
import { oneLine } from './one-line.ts';
import { formatBytes, formatCount, formatDuration } from './units.ts';

/** One sentence that says how a run stands or ended: the annotation, the Events' note, the termination message. */
export function renderHeadline(result: RunResult): string {
  switch (result.phase) {
    case 'InProgress':
      return hasEndedAttempt(result) ? endedAttempt(result) : `${result.progress.step}: ${progressText(result)}`;
    case 'Completed':
    case 'PartiallyFailed': {
      const outcome = [itemsText(result), archiveText(result), durationText(result)].filter(
        (part) => part !== undefined,
      );
      return [outcome.join(', '), ...troubles(result), ...unprotected(result)].join('; ');
    }
    case 'FailedValidation':
      return problemsText(result) ?? oneLine(result.message ?? 'The policy is invalid', 300);
    case 'Failed':
    case 'Planned':
    case 'Skipped':
      return oneLine(result.message ?? result.phase, 300);
  }
}

/**
 * Exactly six lines for people: what, when, how much, what is not protected, what went wrong, and where it is or what
 * to do next.
 */
export function renderSummary(result: RunResult): string {
  const lines = [what(result), when(result), howMuch(result), volumeData(result), trouble(result), next(result)];
  return `${lines.map((line) => oneLine(line, 600)).join('\n')}\n`;
}

function what(result: RunResult): string {
  const name = result.backup === undefined ? 'Backup' : `Backup ${result.backup.name}`;
  const policy = result.policy === undefined ? 'without a policy' : `of policy ${result.policy.name}`;
  const overrides = (result.overrides ?? []).join(' ');
  return `${name} ${policy}: ${result.phase}${overrides === '' ? '' : ` (ad hoc: ${overrides})`}`;
}

function when(result: RunResult): string {
  const attempt = result.attempt === 1 ? '' : `, attempt ${result.attempt}`;
  return `Due ${result.scheduledFor}, started ${result.startedAt}${attempt}, ${endText(result)}`;
}

function howMuch(result: RunResult): string {
  if (result.backup?.items === undefined) {
    return `${result.terminal ? `Reached step ${result.progress.step}` : 'So far'}: ${progressText(result)}`;
  }
  const types = result.types === undefined || result.truncated ? '' : ` of ${formatCount(result.types.length, 'type')}`;
  const archive = archiveText(result);
  const cluster = result.cluster === undefined ? '' : `, from cluster ${result.cluster.name}`;
  return `${itemsText(result)}${types}${archive === undefined ? '' : `, ${archive} archive`}${cluster}`;
}

function volumeData({ claims }: RunResult): string {
  if (claims === undefined) return 'Volume data: the claims were not counted; take none for protected';
  if (claims.total === 0) return 'Volume data: no claims in the selection';
  if (claims.notProtected === 0) return `Volume data: ${formatCount(claims.total, 'claim')}, all protected`;
  return `Volume data: ${claims.notProtected} of ${formatCount(claims.total, 'claim')} NOT protected`;
}

function trouble(result: RunResult): string {
  const end = hasFailed(result) && result.reason !== undefined ? `Ended by ${result.reason}` : undefined;
  const found = [end, problemsText(result), ...troubles(result)].filter((part) => part !== undefined);
  return found.length === 0 ? 'No errors, no warnings' : found.join('; ');
}

function next(result: RunResult): string {
  if (result.backup?.committed) return `Stored at ${backupRoot(result) ?? result.backup.folder}`;
  if (result.terminal) return `${fateOfTheBackup(result)}${advice(result)}`;
  if (hasEndedAttempt(result)) return endedAttempt(result);
  return `Nothing is stored before the last step; now: ${result.progress.step}`;
}

/** Said only where the run itself knows it: of a run that died without a word nobody does. */
function fateOfTheBackup(result: RunResult): string {
  return hasFailed(result) && result.reason !== RUN_ABORTED ? 'No backup was made: ' : '';
}

function hasFailed({ phase }: RunResult): boolean {
  return phase === 'Failed' || phase === 'FailedValidation';
}

function advice({ message, hint, phase }: RunResult): string {
  const said = [message, hint].filter((part) => part !== undefined);
  return said.length === 0 ? phase : said.join('. ');
}

/** Where the backup's files are, for people: `s3://bucket/prefix/backups/<name>/`; undefined while there is none. */
export function backupRoot({ location, backup }: RunResult): string | undefined {
  return location && backup?.committed ? `${location.root.replace(/\/$/, '')}/${backup.folder}` : undefined;
}

function endedAttempt(result: RunResult): string {
  const last = result.attempts.at(-1);
  const how = last === undefined ? '' : `: ${last.message}`;
  return oneLine(`Attempt ${result.attempt} ended at step ${result.progress.step}${how}`, 300);
}

function progressText({ progress: { listsDone, listsTotal, items, bytes } }: RunResult): string {
  const lists = listsTotal === 0 ? '' : `${listsDone} of ${formatCount(listsTotal, 'list')}, `;
  return `${lists}${formatCount(items, 'item')}, ${formatBytes(bytes)} read`;
}

function itemsText(result: RunResult): string {
  return formatCount(result.backup?.items ?? result.progress.items, 'item');
}

function archiveText({ backup }: RunResult): string | undefined {
  return backup?.archiveBytes === undefined ? undefined : formatBytes(backup.archiveBytes);
}

function endText(result: RunResult): string {
  if (result.reason === RUN_ABORTED) return `closed by another run ${result.completedAt ?? ''}`;
  const took = durationText(result);
  return took === undefined ? 'still running' : `took ${took}`;
}

function durationText(result: RunResult): string | undefined {
  const end = hasEndedAttempt(result) ? result.attempts.at(-1)?.endedAt : result.completedAt;
  return end === undefined ? undefined : formatDuration(Date.parse(end) - Date.parse(result.startedAt));
}

function troubles({ errorCount, errors, warningCount, warnings }: RunResult): string[] {
  return [
    ...(errorCount > 0 ? [withFirst(formatCount(errorCount, 'error'), errors[0]?.message)] : []),
    ...(warningCount > 0 ? [withFirst(formatCount(warningCount, 'warning'), warnings[0]?.message)] : []),
  ];
}

function unprotected({ claims }: RunResult): string[] {
  return claims && claims.notProtected > 0 ? [`${formatCount(claims.notProtected, 'claim')} NOT protected`] : [];
}

function problemsText({ problems = [] }: RunResult): string | undefined {
  return problems.length === 0 ? undefined : withFirst(formatCount(problems.length, 'policy problem'), problems[0]);
}

function withFirst(count: string, first: string | undefined): string {
  return first === undefined ? count : `${count} (first: ${oneLine(first)})`;
}
