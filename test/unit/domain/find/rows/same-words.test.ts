import { expect, it } from 'vitest';
import { SameWords } from '../../../../../src/domain/find/rows/same-words.ts';

it('keeps one of equal lists, and another of others', () => {
  const words = new SameWords();

  const [first, second, other] = [words.of(['shop']), words.of(['shop']), words.of(['shop', 'bank'])];

  expect(second).toBe(first);
  expect(other).toEqual(['shop', 'bank']);
  expect([words.of(undefined), words.of('shop')]).toEqual([undefined, 'shop']);
});
