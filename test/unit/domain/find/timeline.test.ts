import { describe, expect, it } from 'vitest';
import { type RunRow, runRow } from '../../../../src/domain/find/rows/run-row.ts';
import { timelineOf } from '../../../../src/domain/find/timeline.ts';
import { aRunResult } from '../../../support/builders.ts';

const NOW = new Date('2026-11-21T10:05:00Z');
const hour = (n: number) => new Date(Date.UTC(2026, 10, 21, n));
const ranAt = (time: Date): RunRow =>
  runRow(aRunResult({ runId: time.toISOString(), scheduledFor: time.toISOString() }), 'location');

function missed(runs: readonly RunRow[], due: readonly Date[]): (string | undefined)[] {
  const timeline = timelineOf(runs, due, { policy: 'nightly', now: NOW, source: 'location' });
  return timeline
    .filter(({ phase }) => phase === 'Missed')
    .map(({ scheduledFor }) => scheduledFor?.toISOString().slice(11, 16));
}

describe('timelineOf', () => {
  it('tells which times passed without a run', () => {
    expect(missed([ranAt(hour(5)), ranAt(hour(7))], [5, 6, 7, 8, 9].map(hour))).toEqual(['06:00', '08:00', '09:00']);
  });

  it('gives a run time to appear', () => {
    expect(missed([ranAt(hour(8)), ranAt(hour(9))], [8, 9, 10].map(hour))).toEqual([]);
  });

  it('takes a run of about that minute for it', () => {
    const late = new Date(hour(6).getTime() + 45_000);

    expect(missed([ranAt(hour(5)), ranAt(late)], [5, 6].map(hour))).toEqual([]);
  });

  it('does not know what was due before the first run', () => {
    expect(missed([ranAt(hour(8))], [5, 6, 7, 8].map(hour))).toEqual([]);
    expect(missed([], [5, 6].map(hour))).toEqual([]);
  });
});
