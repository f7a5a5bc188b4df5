import { hasEndedAttempt, RUN_ABORTED } from '../../domain/result/attempt.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { formatBytes, formatCount } from '../units.ts';
import {
  advice,
  durationText,
  endedAttempt,
  hasFailed,
  hookTexts,
  policyText,
  troubleLine,
  troubles,
  whenLine,
} from './run-lines.ts';

/** How far a backup has come, after its step. */
export function backupProgress({ progress: { listsDone, listsTotal, items, bytes } }: RunResult): string {
  const lists = listsTotal === 0 ? '' : `${listsDone} of ${formatCount(listsTotal, 'list')}, `;
  return `${lists}${formatCount(items, 'item')}, ${formatBytes(bytes)} read`;
}

/** What a finished backup holds, in one sentence. */
export function backupOutcome(result: RunResult): string {
  const outcome = [itemsText(result), archiveText(result), durationText(result)].filter((part) => part !== undefined);
  return [outcome.join(', '), ...hookTexts(result), ...troubles(result), ...unprotected(result)].join('; ');
}

/** The six lines about a backup: what, when, how much, what is not protected, what went wrong, where or what to do. */
export function backupLines(result: RunResult): string[] {
  const name = result.backup === undefined ? 'Backup' : `Backup ${result.backup.name}`;
  return [
    `${name} ${policyText(result)}`,
    whenLine(result),
    howMuch(result),
    volumeData(result),
    troubleLine(result),
    next(result),
  ];
}

/** Where the backup's files are, for people: `s3://bucket/prefix/backups/<name>/`; undefined while there is none. */
export function backupRoot({ location, backup }: RunResult): string | undefined {
  return location && backup?.committed ? `${location.root.replace(/\/$/, '')}/${backup.folder}` : undefined;
}

function howMuch(result: RunResult): string {
  if (result.backup?.items === undefined) {
    return `${result.terminal ? `Reached step ${result.progress.step}` : 'So far'}: ${backupProgress(result)}`;
  }
  const types = result.types === undefined || result.truncated ? '' : ` of ${formatCount(result.types.length, 'type')}`;
  const archive = archiveText(result);
  const cluster = result.cluster === undefined ? '' : `, from cluster ${result.cluster.name}`;
  const hooks = hookTexts(result).map((text) => `; ${text}`);
  return `${itemsText(result)}${types}${archive === undefined ? '' : `, ${archive} archive`}${cluster}${hooks.join('')}`;
}

function volumeData({ claims }: RunResult): string {
  if (claims === undefined) return 'Volume data: the claims were not counted; take none for protected';
  if (claims.total === 0) return 'Volume data: no claims in the selection';
  if (claims.notProtected === 0) return `Volume data: ${formatCount(claims.total, 'claim')}, all protected`;
  return `Volume data: ${claims.notProtected} of ${formatCount(claims.total, 'claim')} NOT protected`;
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

function itemsText(result: RunResult): string {
  return formatCount(result.backup?.items ?? result.progress.items, 'item');
}

function archiveText({ backup }: RunResult): string | undefined {
  return backup?.archiveBytes === undefined ? undefined : formatBytes(backup.archiveBytes);
}

function unprotected({ claims }: RunResult): string[] {
  return claims && claims.notProtected > 0 ? [`${formatCount(claims.notProtected, 'claim')} NOT protected`] : [];
}
