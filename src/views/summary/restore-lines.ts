import { hasEndedAttempt, RUN_ABORTED } from '../../domain/result/attempt.ts';
import type { RestoredItem, RestoreSummary, RunResult } from '../../domain/result/result.ts';
import { type ReasonCode, isTold } from '../../domain/restore/reason.ts';
import { describeRule, isInformation } from '../../domain/restore/rights/missing-rules.ts';
import { formatCount } from '../units.ts';
import { ENDED, PLANNED, sumOf, wordsOf } from '../restore/counts.ts';
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
  withFirst,
} from './run-lines.ts';

/** How far a restore has come, after its step. */
export function restoreProgress({ restore }: RunResult): string {
  if (restore?.ended) return `${sumOf(restore.ended)} of ${formatCount(sumOf(restore.planned), 'item')}`;
  if (restore?.planned) return wordsOf(PLANNED, restore.planned);
  return restore?.backup === undefined ? 'looking for the backup' : `backup ${restore.backup}`;
}

/** What a finished restore did, or a plan would do, in one sentence. */
export function restoreOutcome(result: RunResult): string {
  const what = [itemWords(result.restore), durationText(result)].filter((part) => part !== undefined);
  return [what.join(', '), ...hookTexts(result), ...missing(result.restore), ...troubles(result)].join('; ');
}

/** The six lines about a restore: what, when, how much, what is not restored, what went wrong, what to do next. */
export function restoreLines(result: RunResult): string[] {
  const { restore } = result;
  const name = restore === undefined ? 'Restore' : `Restore ${restore.name}`;
  const from = restore?.backup === undefined ? '' : ` from backup ${restore.backup}`;
  return [
    `${name}${from} ${policyText(result)}`,
    whenLine(result),
    howMuch(result),
    notRestored(restore),
    troubleLine(result, missing(restore)),
    next(result),
  ];
}

/** Where the restore's own files are, for people: `s3://bucket/prefix/restores/<name>/`; undefined while there are none. */
export function restoreRoot({ location, restore, phase }: RunResult): string | undefined {
  const isKept = restore?.kept === true && (phase === 'Completed' || phase === 'PartiallyFailed');
  return location && isKept ? `${location.root.replace(/\/$/, '')}/restores/${restore.name}/` : undefined;
}

function howMuch(result: RunResult): string {
  const { restore, cluster } = result;
  if (restore?.planned === undefined) return `Reached step ${result.progress.step}: ${restoreProgress(result)}`;
  const into = cluster === undefined ? '' : `, into cluster ${cluster.name}`;
  const hooks = hookTexts(result).map((text) => `; ${text}`);
  return `${formatCount(sumOf(restore.planned), 'item')}: ${itemWords(restore)}${into}${hooks.join('')}`;
}

function itemWords(restore: RestoreSummary | undefined): string | undefined {
  if (restore?.ended) return wordsOf(ENDED, restore.ended);
  return restore?.planned && wordsOf(PLANNED, restore.planned);
}

/** Everything that is left out or fails, counted by its reason; what is nobody's concern comes last. */
function notRestored(restore: RestoreSummary | undefined): string {
  const verb = restore?.ended === undefined ? 'Will not be restored' : 'Not restored';
  if (restore?.items === undefined) return `${verb}: not known yet`;
  const byReason = Map.groupBy(restore.items.filter(isLeft), ({ reason = 'unknown' }) => reason);
  const reasons = [...byReason].map(([reason, items]) => ({ reason, count: items.length }));
  const isSilent = ({ reason }: { readonly reason: string }) => !isTold(reason as ReasonCode);
  const serious = reasons.filter((it) => !isSilent(it)).map(({ reason, count }) => `${count} ${reason}`);
  const silent = reasons.filter(isSilent).reduce((sum, { count }) => sum + count, 0);
  const anew = silent === 0 ? [] : [`${silent} that had ended or that the cluster makes itself`];
  const parts = [...serious, ...anew];
  return `${verb}: ${parts.length === 0 ? 'nothing is left out' : parts.join(', ')}`;
}

function isLeft({ action, end }: RestoredItem): boolean {
  return end === undefined ? action === 'skip' || action === 'fail' : end === 'skipped' || end === 'failed';
}

function missing(restore: RestoreSummary | undefined): string[] {
  const rules = (restore?.missingRules ?? []).filter((rule) => !isInformation(rule));
  return rules.length === 0 ? [] : [withFirst(formatCount(rules.length, 'missing rule'), describeRule(rules[0]!))];
}

function next(result: RunResult): string {
  const { restore, terminal, phase, trigger } = result;
  if (phase === 'Planned') {
    const how = trigger === 'Workstation' ? '' : `. To restore, run it with mode Apply${confirmText(restore)}`;
    return `Nothing was written${how}${digestText(restore)}`;
  }
  const root = restoreRoot(result);
  if (root !== undefined) return `Its log and results are at ${root}`;
  if (restore?.finished === true && !hasFailed(result)) return 'Its log and results are kept in no location';
  if (terminal) return `${fateOfTheRestore(result)}${advice(result)}${howToGoOn(result)}`;
  if (hasEndedAttempt(result)) return endedAttempt(result);
  return restore?.ended
    ? `Writing; now: ${result.progress.step}`
    : `Nothing is written yet; now: ${result.progress.step}`;
}

/** What is deleted first goes with its number alone. */
function confirmText({ replace }: Pick<RestoreSummary, 'replace'> = {}): string {
  return replace === undefined ? '' : ` and replace.confirm ${replace.objects + replace.volumes}`;
}

function digestText(restore: RestoreSummary | undefined): string {
  return restore?.planDigest === undefined ? '' : ` (plan ${restore.planDigest.slice(0, 12)})`;
}

/** Nobody starts a restore by hand again but the person who reads this. */
function howToGoOn({ restore, trigger, phase }: RunResult): string {
  return trigger === 'Workstation' && phase === 'Failed' && restore?.ended ? '. Run it again to restore the rest' : '';
}

/** Said only where the run itself knows it: of a run that died without a word nobody does. */
function fateOfTheRestore(result: RunResult): string {
  if (!hasFailed(result) || result.reason === RUN_ABORTED) return '';
  const ended = result.restore?.ended;
  return ended === undefined ? 'Nothing was restored: ' : `Cut short after ${formatCount(sumOf(ended), 'item')}: `;
}
