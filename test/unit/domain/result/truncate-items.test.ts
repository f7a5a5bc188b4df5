import { describe, expect, it } from 'vitest';
import { byteLength, encodeResult, MAX_RESULT_BYTES } from '../../../../src/domain/result/document.ts';
import { truncateResult } from '../../../../src/domain/result/truncate.ts';
import { anEntry } from '../../../support/builders.ts';
import { aPlannedResult, aRestoredItem, aRestoreSummary } from '../../../support/restore-results.ts';

const creates = Array.from({ length: 20_000 }, (_, n) => aRestoredItem({ item: `configmaps/shop/settings-${n}` }));
const failing = Array.from({ length: 10 }, (_, n) =>
  aRestoredItem({ item: `jobs.batch/shop/j${n}`, wave: 'jobs', action: 'fail', reason: 'immutable-field' }),
);

const kept = (items: typeof creates, errors = 0) => {
  const entries = Array.from({ length: errors }, (_, n) => anEntry({ message: `Cannot restore it (${n})` }));
  const result = aPlannedResult({ restore: aRestoreSummary({ items }), errors: entries, errorCount: errors });
  return truncateResult(result, MAX_RESULT_BYTES);
};

describe('a plan that is too long for its document', () => {
  it('keeps its counts and digest and as many of its first items as there is room for', () => {
    const result = kept(creates);

    const items = result.restore?.items ?? [];
    expect(result).toMatchObject({
      truncated: true,
      restore: { planDigest: expect.any(String), planned: { create: 6 } },
    });
    expect(items.length).toBeGreaterThan(1_500);
    expect(items).toEqual(creates.slice(0, items.length));
    const bytes = byteLength(encodeResult(result));
    expect(bytes).toBeLessThanOrEqual(MAX_RESULT_BYTES);
    expect(bytes).toBeGreaterThan(MAX_RESULT_BYTES - 400);
  });

  it('loses no item that somebody should look at while there are others to lose', () => {
    const items = kept([...creates, ...failing]).restore?.items ?? [];

    expect(items.slice(-10)).toEqual(failing);
    expect(items.length).toBeGreaterThan(1_000);
  });

  it('keeps the first 50 errors beside them', () => {
    const result = kept(creates, 20_000);

    expect(result.errors).toHaveLength(50);
    expect(result.restore?.items?.length).toBeGreaterThan(1_000);
    expect(byteLength(encodeResult(result))).toBeLessThanOrEqual(MAX_RESULT_BYTES);
  });

  it('fits whatever its details and rules hold', () => {
    const long = '\u0001€"'.repeat(50_000);
    const items = failing.map((item) => Object.assign({}, item, { detail: long }));
    const missingRules = Array.from({ length: 500 }, (_, n) => ({
      apiGroups: [''],
      resources: Array.from({ length: 500 }, (__, r) => `kind${n}-${r}`),
      verbs: ['create'],
    }));

    const result = truncateResult(
      aPlannedResult({ restore: aRestoreSummary({ items, missingRules }) }),
      MAX_RESULT_BYTES,
    );

    expect(byteLength(encodeResult(result))).toBeLessThanOrEqual(MAX_RESULT_BYTES);
    expect(result.restore?.missingRules?.length).toBeGreaterThan(0);
  });
});
