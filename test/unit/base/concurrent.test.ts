import { describe, expect, it } from 'vitest';
import { mapConcurrent } from '../../../src/base/concurrent.ts';

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
