import { fc } from '../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { describePaths, differingPaths } from '../../../../../src/domain/restore/conflict/differing-paths.ts';
import { parseExact } from '../../../../../src/domain/json/exact-json.ts';

describe('the paths where two objects differ', () => {
  it('lead to the deepest value that differs, what only the other has last', () => {
    const from = { spec: { replicas: 1, containers: [{ image: 'a' }], old: true }, 'a.b/c': 1 };
    const to = { spec: { replicas: 2, containers: [{ image: 'b' }] }, 'a.b/c': 2 };

    expect(differingPaths(from, to)).toEqual(['spec.replicas', 'spec.containers[0].image', 'spec.old', '["a.b/c"]']);
  });

  it('name a list as a whole where it is longer or shorter', () => {
    expect(differingPaths({ args: ['a'] }, { args: ['a', 'b'] })).toEqual(['args']);
  });

  it('tell numbers by their text', () => {
    expect(differingPaths(parseExact('{"n":1.0}'), parseExact('{"n":1}'))).toEqual(['n']);
  });

  it('are none for what is alike, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(differingPaths(value, structuredClone(value))).toEqual([]);
      }),
    );
  });
});

it('names the first three paths and counts the others', () => {
  expect(describePaths(['a', 'b', 'c'])).toBe('a, b, c');
  expect(describePaths(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
