import type { RunResult } from '../../domain/result/result.ts';
import { formatCount } from '../units.ts';
import { durationText, firstNames, nextLine, policyText, troubleLine, troubles, whenLine } from './run-lines.ts';

/** How far a verification has come, after its step. */
export function verifyProgress({ verification }: RunResult): string {
  if (verification === undefined) return 'looking at the backups';
  const { proven, sound, damaged, total } = verification;
  return `${proven + sound + damaged} of ${formatCount(total, 'backup')}`;
}

/** What a verification found, in one sentence. */
export function verifyOutcome(result: RunResult): string {
  const what = [foundText(result), durationText(result)].filter((part) => part !== undefined);
  return [what.join(', '), ...troubles(result)].join('; ');
}

/** The six lines about a verification: what, when, how many could be relied on, which not, what went wrong, what to do. */
export function verifyLines(result: RunResult): string[] {
  return [
    `Verify ${policyText(result)}`,
    whenLine(result),
    foundText(result),
    damagedText(result),
    troubleLine(result),
    nextLine(result),
  ];
}

function foundText({ verification }: RunResult): string {
  if (verification === undefined) return 'No backup was verified';
  const { total, proven, sound, damaged } = verification;
  return `${formatCount(total, 'backup')}: ${proven} proven, ${sound} sound, ${damaged} damaged`;
}

function damagedText({ verification }: RunResult): string {
  const names = (verification?.backups ?? []).filter(({ outcome }) => outcome === 'damaged').map(({ name }) => name);
  return `Damaged: ${firstNames(names)}`;
}
