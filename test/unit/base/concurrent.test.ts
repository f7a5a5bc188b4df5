import { describe, expect, it } from 'vitest';
import { forEachConcurrent, mapConcurrent } from '../../../src/base/concurrent.ts';

describe('mapConcurrent', () => {
  it('keeps the order of the elements and never exceeds the limit', async () => {
    let running = 0;
    let most = 0;

    const results = await mapConcurrent([5, 1, 3, 2], 2, async (turns) => {
      most = Math.max(most, ++running);
      for (let i = 0; i < turns; i++) await Promise.resolve();
      running--;
      return turns * 10;
    });

    expect(results).toEqual([50, 10, 30, 20]);
    expect(most).toBe(2);
  });

  it('starts nothing more after a failure and throws it when all that runs has ended', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const work = async (n: number) => {
      started.push(n);
      await Promise.resolve();
      if (n === 1) throw new Error('first');
      await Promise.resolve();
      ended.push(n);
    };

    await expect(mapConcurrent([1, 2, 3, 4], 2, work)).rejects.toThrow('first');
    expect(started).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });

  it('does nothing with nothing', async () => {
    expect(await mapConcurrent([], 4, async () => 1)).toEqual([]);
  });
});

describe('forEachConcurrent', () => {
  it('pulls no further ahead than its workers are, and gives each element to one of them', async () => {
    const taken: number[] = [];
    let pulled = 0;
    let ahead = 0;
    const source = (async function* () {
      for (let i = 0; i < 20; i++) {
        pulled++;
        yield i;
      }
    })();

    await forEachConcurrent(source, 3, async (n) => {
      await Promise.resolve();
      ahead = Math.max(ahead, pulled - taken.length);
      taken.push(n);
    });

    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(ahead).toBeLessThanOrEqual(6);
  });

  it('ends its source after a failure and throws it when all that runs has ended', async () => {
    let isClosed = false;
    const ended: number[] = [];
    const source = (async function* () {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        isClosed = true;
      }
    })();

    const working = forEachConcurrent(source, 2, async (n) => {
      if (n === 3) throw new Error('third');
      await Promise.resolve();
      ended.push(n);
    });

    await expect(working).rejects.toThrow('third');
    expect(isClosed).toBe(true);
    expect(ended).toContain(2);
  });

  it('throws what its source throws', async () => {
    const source = (async function* () {
      yield 1;
      throw new Error('torn');
    })();

    await expect(forEachConcurrent(source, 4, async () => {})).rejects.toThrow('torn');
  });
});
