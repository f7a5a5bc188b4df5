import { describe, expect, it } from 'vitest';
import { enterPhase, type Phase, phaseOf } from '../../../src/domain/phase.ts';

const ENDS: readonly Phase[] = ['Completed', 'PartiallyFailed', 'Failed', 'FailedValidation', 'Planned', 'Skipped'];

const ILLEGAL = ENDS.flatMap((from) => (['InProgress', ...ENDS] as const).map((to) => ({ from, to })));

describe('the phase of a run', () => {
  it.each(ENDS)('goes over from InProgress to %s', (end) => {
    expect(enterPhase('InProgress', end)).toBe(end);
  });

  it('stays InProgress over another attempt', () => {
    expect(enterPhase('InProgress', 'InProgress')).toBe('InProgress');
  });

  it.each(ILLEGAL)('never goes over from $from to $to', ({ from, to }) => {
    expect(() => enterPhase(from, to)).toThrow(
      expect.objectContaining({ code: 'internal', message: `Cannot go over from phase ${from} to ${to}` }),
    );
  });

  it('is PartiallyFailed after any error, and Completed without one', () => {
    expect([phaseOf(0), phaseOf(1), phaseOf(7)]).toEqual(['Completed', 'PartiallyFailed', 'PartiallyFailed']);
  });
});
