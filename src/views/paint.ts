/** How something is meant: as it should be, worth a look, wrong. */
export type Mood = 'good' | 'doubtful' | 'bad';

const CODES: Readonly<Record<Mood, number>> = { good: 32, doubtful: 33, bad: 31 };

/** A text in the colour of its mood (ECMA-48); whoever calls knows that the reader is a terminal. */
export function paint(text: string, mood: Mood | undefined): string {
  return mood === undefined ? text : `\u001B[${CODES[mood]}m${text}\u001B[39m`;
}

/** How a phase is meant, ours or Velero's. */
export function moodOfPhase(phase: string): Mood {
  if (phase === 'Completed') return 'good';
  return /Failed/.test(phase) && phase !== 'PartiallyFailed' ? 'bad' : 'doubtful';
}
