import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../src/domain/quantity.ts';

const NANO = 10n ** 9n;

describe('parseQuantity', () => {
  it.each<[string, bigint | undefined]>([
    ['10', 10n * NANO],
    ['1Gi', 1024n ** 3n * NANO],
    ['1.5Gi', (3n * 1024n ** 3n * NANO) / 2n],
    ['500m', NANO / 2n],
    ['1e3', 1000n * NANO],
    ['1E', 10n ** 18n * NANO],
    ['1E3', 1000n * NANO],
    ['.5', NANO / 2n],
    ['-1k', -1000n * NANO],
    ['1n', 1n],
    ['0.1n', 1n],
    ['1 Gi', undefined],
    ['Gi', undefined],
    ['1gi', undefined],
    ['', undefined],
    ['1e99999', undefined],
  ])('%j is %s', (text, expected) => {
    expect(parseQuantity(text)).toBe(expected);
  });
});
