import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { byteLength, encodeResult, MAX_RESULT_BYTES } from '../../../../src/domain/result/document.ts';
import type { RunResult } from '../../../../src/domain/result/result.ts';
import { truncateResult } from '../../../../src/domain/result/truncate.ts';
import { anEntry, aRunResult, aTypeCount } from '../../../support/builders.ts';
import { aPartialJobResult } from '../../../support/run-results.ts';

const entries = (count: number, message = 'Cannot store it') =>
  Array.from({ length: count }, (_, n) => anEntry({ message: `${message} (${n})` }));

describe('a result that is small enough', () => {
  it('stays as it is', () => {
    const result = aPartialJobResult();

    expect(truncateResult(result, MAX_RESULT_BYTES)).toBe(result);
  });
});

describe('a result that is too large', () => {
  it('row 45: keeps its counts and the first 50 entries, and says that it is cut', () => {
    const result = aRunResult({ errorCount: 20_000, errors: entries(20_000), warningCount: 1, warnings: entries(1) });

    const kept = truncateResult(result, MAX_RESULT_BYTES);

    expect(kept).toMatchObject({ errorCount: 20_000, warningCount: 1, truncated: true });
    expect(kept.errors).toEqual(result.errors.slice(0, 50));
    expect(kept.warnings).toEqual(result.warnings);
  });

  it('shortens long sentences only where dropping entries is not enough', () => {
    const result = aRunResult({ errorCount: 50, errors: entries(50, 'x'.repeat(20_000)) });

    const kept = truncateResult(result, MAX_RESULT_BYTES);

    expect(kept.errors).toHaveLength(50);
    expect(kept.errors[0]?.message).toBe(`${'x'.repeat(999)}…`);
  });

  it('keeps the latest attempts and the first types', () => {
    const types = Array.from({ length: 5_000 }, (_, n) => aTypeCount({ type: `kind${n}.example.com` }));

    const kept = truncateResult(aRunResult({ types }), MAX_RESULT_BYTES);

    expect(kept.types).toEqual(types.slice(0, 200));
  });

  it('keeps the hooks that failed before those that did not', () => {
    const hook = (n: number) => ({
      phase: 'pre' as const,
      pod: `shop/db-${n}`,
      hook: 'freeze',
      outcome: n < 800 ? ('success' as const) : ('failed' as const),
      output: 'x'.repeat(500),
    });
    const hooks = Array.from({ length: 900 }, (_, n) => hook(n));

    const kept = truncateResult(aRunResult({ hooks }), MAX_RESULT_BYTES);

    expect(kept.hooks).toHaveLength(200);
    expect(kept.hooks?.slice(0, 100).every(({ outcome }) => outcome === 'failed')).toBe(true);
  });

  it('never cuts a character in half', () => {
    const result = aRunResult({ errorCount: 50, errors: entries(50, '😀'.repeat(10_000)) });

    const text = encodeResult(truncateResult(result, MAX_RESULT_BYTES));

    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/\\ud[89a-f]/i);
  });

  it('fits, whatever it holds', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 40 })
      .chain((word) => fc.integer({ min: 0, max: 3_000 }).map((n) => word.repeat(n)));
    const entry = text.map((message) => anEntry({ message, namespace: message }));
    const lists = fc.record({
      errors: fc.array(entry, { maxLength: 80 }),
      problems: fc.array(text, { maxLength: 80 }),
      message: text,
    });

    fc.assert(
      fc.property(lists, (parts) => {
        const result: RunResult = aRunResult({ ...parts, errorCount: parts.errors.length });

        expect(byteLength(encodeResult(truncateResult(result, MAX_RESULT_BYTES)))).toBeLessThanOrEqual(
          MAX_RESULT_BYTES,
        );
      }),
      { numRuns: 30 },
    );
  });
});
