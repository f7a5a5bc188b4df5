import type { RunResult } from '../result/result.ts';
import type { RunState } from './run-state.ts';

/** The longest reason that Astra's interface allows. */
const MOST_CHARACTERS = 127;

/** What is said of reasons; a backup that is read from its location has counts alone. */
export type Reasons = Pick<
  RunResult,
  'reason' | 'message' | 'errors' | 'errorCount' | 'attempts' | 'waitedForLockMs'
> & { readonly action?: RunResult['action'] };

/**
 * Why a run is not at work yet, is not whole, or what it made is not there: sentences of at most 127 characters, a code
 * first. Empty where all is well.
 */
export function stateUnready(state: RunState, reasons: Partial<Reasons>): string[] {
  return sentences(state, reasons).map((sentence) => clip(sentence.replaceAll(/\s+/g, ' ')));
}

function sentences(state: RunState, reasons: Partial<Reasons>): string[] {
  switch (state) {
    case 'pending':
      return (reasons.attempts ?? []).slice(-1).map(({ attempt, reason, message }) => {
        return `${reason}: attempt ${attempt} ended, the next one follows: ${message}`;
      });
    case 'partial':
      return missing(reasons);
    case 'invalid':
    case 'failed':
      return [`${reasons.reason ?? 'failed'}: ${reasons.message ?? 'the record gives no reason'}`];
    case 'planned':
      return ['planned: nothing was written, because a plan was asked for'];
    case 'skipped':
      return [`skipped: ${reasons.message ?? 'nothing was left to do'}`];
    case 'terminating':
      return ['terminating: it is being deleted'];
    case 'removed':
      return ['removed: what it made is not in its location any more'];
    case 'unknown':
      return ['unknown: its Job vanished without a last word, or cluster or location could not be asked'];
    case 'validating':
    case 'discovering':
    case 'saving':
    case 'moving':
    case 'finalizing':
    case 'completed':
      return [];
  }
}

/** Each code of the errors once, with the first that has it, and how many more there are. */
function missing({ errors = [], errorCount = errors.length }: Partial<Reasons>): string[] {
  const codes = [...new Set(errors.map(({ code }) => code))];
  const told = codes.map((code) => {
    const those = errors.filter((entry) => entry.code === code);
    const more = those.length > 1 ? ` (and ${those.length - 1} more)` : '';
    return `${clip(`${code}: ${those[0]!.message}`, MOST_CHARACTERS - more.length)}${more}`;
  });
  return told.length > 0 ? told : [`partial: ${errorCount} errors; its results tell them`];
}

function clip(text: string, length = MOST_CHARACTERS): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
