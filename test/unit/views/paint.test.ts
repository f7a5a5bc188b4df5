import { expect, it } from 'vitest';
import { moodOfPhase, paint } from '../../../src/views/paint.ts';

it('colours a text by its mood, and only then', () => {
  expect(paint('text', 'good')).toBe('\u001B[32mtext\u001B[39m');
  expect(paint('text', undefined)).toBe('text');
});

it.each([
  ['Completed', 'good'],
  ['PartiallyFailed', 'doubtful'],
  ['InProgress', 'doubtful'],
  ['Failed', 'bad'],
  ['FailedValidation', 'bad'],
] as const)('takes %s for %s', (phase, mood) => {
  expect(moodOfPhase(phase)).toBe(mood);
});
