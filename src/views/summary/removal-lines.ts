import type { RunResult } from '../../domain/result/result.ts';
import { formatCount } from '../units.ts';
import { durationText, firstNames, nextLine, policyText, troubleLine, troubles, whenLine } from './run-lines.ts';

/** How far a delete or a prune has come, after its step. */
export function removalProgress({ removal }: RunResult): string {
  if (removal === undefined) return 'looking at the backups';
  return `${removal.removed + removal.kept} of ${formatCount(removal.total, 'backup')}`;
}

/** What a delete or a prune did, in one sentence. */
export function removalOutcome(result: RunResult): string {
  const what = [removedText(result), durationText(result)].filter((part) => part !== undefined);
  return [what.join(', '), ...troubles(result)].join('; ');
}

/** The six lines about a delete or a prune: what, when, how many went, which, what went wrong, what to do next. */
export function removalLines(result: RunResult): string[] {
  const name = result.action === 'prune' ? 'Prune' : 'Delete';
  return [
    `${name} ${policyText(result)}`,
    whenLine(result),
    removedText(result),
    whichWent(result),
    troubleLine(result),
    nextLine(result),
  ];
}

function removedText({ removal, verdicts }: RunResult): string {
  const judged = verdicts === undefined ? '' : ` of ${verdicts.length} judged`;
  if (removal === undefined) return 'No backup was deleted';
  const kept = removal.kept === 0 ? '' : `, ${removal.kept} kept that were to go`;
  const { downloads = 0 } = removal;
  const forgotten = downloads === 0 ? '' : `, ${formatCount(downloads, 'opened download')} forgotten`;
  return `${formatCount(removal.removed, 'backup')}${judged} deleted${kept}${forgotten}`;
}

function whichWent({ removal }: RunResult): string {
  const names = removal?.backups.filter(({ end }) => end === 'removed').map(({ name }) => name) ?? [];
  return `Gone: ${firstNames(names)}`;
}
