import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { parseSampleSize, sampleOf } from '../../../../src/domain/verify/sample.ts';

describe('parseSampleSize', () => {
  it.each([
    ['5%', { percent: 5 }],
    ['0.5 %', { percent: 0.5 }],
    ['100%', { percent: 100 }],
    ['3', { count: 3 }],
    ['0%', undefined],
    ['101%', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['half', undefined],
    ['', undefined],
  ])('reads %j', (text, size) => {
    expect(parseSampleSize(text)).toEqual(size);
  });
});

describe('sampleOf', () => {
  it('takes the lowest ranks, in the order of all', () => {
    const all = ['d', 'a', 'c', 'b'];

    expect(sampleOf(all, { count: 2 }, (one) => one)).toEqual(['a', 'b']);
    expect(sampleOf(all, { percent: 26 }, (one) => one)).toEqual(['a', 'b']);
  });

  it('takes at least one of any, all of few, and none of none', () => {
    expect(sampleOf(['a', 'b'], { percent: 0.1 }, (one) => one)).toEqual(['a']);
    expect(sampleOf(['a', 'b'], { count: 9 }, (one) => one)).toEqual(['a', 'b']);
    expect(sampleOf([], { percent: 50 }, String)).toEqual([]);
  });

  it('takes as many as the share says, rounded up', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 100 }), (names, percent) => {
        const all = names.map((name, i) => `${i} ${name}`);

        return sampleOf(all, { percent }, (one) => one).length === Math.ceil((all.length * percent) / 100);
      }),
    );
  });
});
