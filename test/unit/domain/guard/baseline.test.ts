import { describe, expect, it } from 'vitest';
import { predecessorsOf } from '../../../../src/domain/guard/baseline.ts';
import { aBackup, anOrigin } from '../../../support/builders.ts';

const ours = { runId: 'now', policyHash: 'p2', selectionSha256: 's1' };

function on(day: string, overrides: Parameters<typeof aBackup>[0] = {}, origin: Parameters<typeof anOrigin>[0] = {}) {
  return aBackup({
    name: `nightly-${day}`,
    startedAt: new Date(`2026-11-${day}T02:17:00Z`),
    origin: anOrigin({ runId: day, policyHash: 'p1', selectionSha256: 's1', ...origin }),
    ...overrides,
  });
}

function names(history: Parameters<typeof predecessorsOf>[0]) {
  const { lastGood, baseline } = predecessorsOf(history, ours);
  return [lastGood?.name, baseline?.name];
}

describe('predecessorsOf', () => {
  it('takes the newest good backup for both, whatever else the policy says by now', () => {
    expect(names([on('17'), on('19'), on('18')])).toEqual(['nightly-19', 'nightly-19']);
  });

  it('passes over what is not good: partial, and quarantined until it is accepted', () => {
    const partial = on('20', { phase: 'PartiallyFailed', errors: 1 });
    const quarantine = { reason: 'small', isAccepted: false };
    const small = on('21', { phase: 'PartiallyFailed', errors: 1, quarantine });
    const accepted = { ...small, quarantine: { ...quarantine, isAccepted: true } };

    expect(names([on('19'), partial, small])).toEqual(['nightly-19', 'nightly-19']);
    expect(names([on('19'), partial, accepted])).toEqual(['nightly-21', 'nightly-21']);
  });

  it('goes on with the chain, but has no baseline for a changed selection', () => {
    expect(names([on('19', {}, { selectionSha256: 's0' })])).toEqual(['nightly-19', undefined]);
    expect(names([on('19', {}, { selectionSha256: 's0' }), on('18')])).toEqual(['nightly-19', 'nightly-18']);
  });

  it('compares the whole policy where an early release did not say what was selected', () => {
    expect(names([on('19', {}, { selectionSha256: undefined })])).toEqual(['nightly-19', undefined]);
    expect(names([on('19', {}, { selectionSha256: undefined, policyHash: 'p2' })])).toEqual([
      'nightly-19',
      'nightly-19',
    ]);
  });

  it('never takes the run’s own backup', () => {
    expect(names([on('19', {}, { runId: 'now' })])).toEqual([undefined, undefined]);
  });
});
