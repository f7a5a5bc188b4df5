import { formatBytes, formatDuration } from '../units.ts';
import { html, type Html } from './html.ts';

/** How a run, or a day, ended, as a report tells it: by a word, a sign and a colour. */
export type Outcome = 'good' | 'partial' | 'bad' | 'missed';

/** Signs that differ in shape, for eyes and printers that see no colour. */
export const SIGNS: Readonly<Record<Outcome, string>> = { good: '●', partial: '▲', bad: '✕', missed: '○' };

/** The outcome of a phase, in whatever vocabulary of Velero's or ours. */
export function outcomeOf(phase: string): Outcome {
  if (['Completed', 'Planned', 'Skipped'].includes(phase)) return 'good';
  return /^(PartiallyFailed|.*PartiallyFailed|InProgress|New|Queued|Finalizing|WaitingFor.*)$/.test(phase)
    ? 'partial'
    : 'bad';
}

/** A time for people, exact to the minute, and for machines as it is: `2026-11-21 02:17`. All are UTC. */
export function timeOf(time: string): Html {
  return html`<time datetime="${time}">${time.slice(0, 16).replace('T', ' ')}</time>`;
}

/** A word with its sign, in its colour. */
export function stateOf(outcome: Outcome, word: string): Html {
  return html`<span class="state ${outcome}"><span aria-hidden="true">${SIGNS[outcome]}</span> ${word}</span>`;
}

/** A dash where nothing is known. */
export function known(text: string | number | undefined): string {
  return text === undefined || text === '' ? '–' : String(text);
}

/** A size, or a dash. */
export function bytesText(bytes: number | undefined): string {
  return bytes === undefined ? '–' : formatBytes(bytes);
}

/** A span of time, or a dash. */
export function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? '–' : formatDuration(seconds * 1_000);
}

/** `nightly on prod`, as headings and links call a policy of a cluster. */
export function policyTitle({
  policy,
  cluster,
}: {
  readonly policy: string | undefined;
  readonly cluster: string | undefined;
}): string {
  return `${policy ?? 'Without a policy'}${cluster === undefined ? '' : ` on ${cluster}`}`;
}
