import { expect, it } from 'vitest';
import { renderYaml } from '../../../src/views/yaml-document.ts';

it('says what JSON would say: nothing undefined, times as text', () => {
  expect(renderYaml({ a: undefined, at: new Date('2026-11-21T02:17:00Z') })).toBe('at: "2026-11-21T02:17:00.000Z"\n');
});

it('quotes words that older readers take for truth', () => {
  expect(renderYaml({ a: 'no', b: 'on' })).toBe('a: "no"\nb: "on"\n');
});

it('folds no line', () => {
  const long = 'word '.repeat(60).trim();

  expect(renderYaml({ long })).toBe(`long: ${long}\n`);
});
