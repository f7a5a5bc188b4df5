import { expect, it } from 'vitest';
import { displayWidth, padToWidth } from '../../../src/views/display-width.ts';

it.each([
  ['', 0],
  ['nightly', 7],
  ['naïve', 5],
  ['e\u0301', 1],
  ['日本', 4],
  ['ｗｉｄｅ', 8],
  ['👩‍💻', 2],
  ['a\u200bb', 2],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

it('pads to columns, not to characters', () => {
  expect(padToWidth('日本', 6)).toBe('日本  ');
  expect(padToWidth('longer', 3)).toBe('longer');
});
