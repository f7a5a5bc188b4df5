import { describe, expect, it } from 'vitest';
import { type KeptResult, resultsBeyond, resultsWithin } from '../../../../src/domain/retention/history-limits.ts';

const result = (name: string, phase: string, isHeld = false): KeptResult => ({
  name,
  phase,
  scheduledFor: `2026112${name.slice(1)}T021700Z`,
  isHeld,
});

describe('resultsBeyond', () => {
  it('gives up the oldest of each outcome, the oldest first', () => {
    const results = [
      result('r1', 'Completed'),
      result('r4', 'Completed'),
      result('r2', 'Skipped'),
      result('r3', 'Planned'),
      result('r5', 'Failed'),
      result('r6', 'PartiallyFailed'),
    ];

    expect(resultsBeyond(results, { succeeded: 2, failed: 1 })).toEqual(['r1', 'r2', 'r5']);
  });

  it('leaves open and held ones alone, which count for nothing', () => {
    const results = [result('r1', 'Completed', true), result('r2', 'InProgress'), result('r3', 'Completed')];

    expect(resultsBeyond(results, { succeeded: 1, failed: 1 })).toEqual([]);
  });
});

describe('resultsWithin', () => {
  it('names what the limits leave beside what is there', () => {
    const missing = [result('r1', 'Completed'), result('r3', 'Completed'), result('r4', 'Failed')];
    const present = [result('r2', 'Completed'), result('r5', 'Failed')];

    expect(resultsWithin(missing, present, { succeeded: 2, failed: 1 })).toEqual(['r3']);
  });
});
