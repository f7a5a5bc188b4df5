import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src/base/turns.ts';

describe('Turns', () => {
  it('lets no more go on at once than it is told, and all of them in their order', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    let now = 0;
    let most = 0;

    await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        turns.take(async () => {
          begun.push(n);
          most = Math.max(most, ++now);
          await new Promise((resolve) => setImmediate(resolve));
          now--;
        }),
      ),
    );

    expect(begun).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('goes on after work that fails', async () => {
    const turns = new Turns(1);

    const failed = turns.take(async () => Promise.reject(new Error('no')));
    const next = turns.take(async () => 'yes');

    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
