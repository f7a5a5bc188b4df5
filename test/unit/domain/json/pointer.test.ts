import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { formatPointer, indexOf, parsePointer, valueAtPointer } from '../../../../src/domain/json/pointer.ts';

describe('parsePointer', () => {
  it.each([
    ['', []],
    ['/', ['']],
    ['/metadata/labels/app.kubernetes.io~1name', ['metadata', 'labels', 'app.kubernetes.io/name']],
    ['/a~01', ['a~1']],
  ])('reads %j', (text, expected) => {
    expect(parsePointer(text)).toEqual(expected);
  });

  it.each(['metadata/name', '/a~', '/a~2'])('refuses %j', (text) => {
    expect(parsePointer(text)).toBeUndefined();
  });

  it('is the inverse of formatPointer', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (steps) => {
        expect(parsePointer(formatPointer(steps))).toEqual(steps);
      }),
    );
  });
});

describe('valueAtPointer', () => {
  const document = { a: [{ b: 1 }, { b: 2 }], text: 'abc' };

  it.each<[string, unknown]>([
    ['', document],
    ['/a/1/b', 2],
    ['/a/-1/b', 2],
    ['/a/2', undefined],
    ['/a/01', undefined],
    ['/text/0', undefined],
    ['/a/length', undefined],
    ['/constructor', undefined],
    ['/__proto__', undefined],
  ])('finds at %j', (pointer, expected) => {
    expect(valueAtPointer(document, parsePointer(pointer)!)).toEqual(expected);
  });
});

describe('indexOf', () => {
  it('counts negative steps from the end, and knows no other words', () => {
    expect(['0', '2', '3', '-1', '-3', '-4', '-0', '-', 'x', '1e0'].map((step) => indexOf(step, 3))).toEqual([
      0,
      2,
      undefined,
      2,
      0,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
