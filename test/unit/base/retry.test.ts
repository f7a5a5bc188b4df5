import { describe, expect, it } from 'vitest';
import { retry } from '../../../src/base/retry.ts';
import { aContext } from '../../support/context.ts';

const again = () => ({ retry: true }) as const;

describe('retry', () => {
  it('asks again until an attempt succeeds', async () => {
    const ctx = aContext();

    const value = await retry(
      ctx,
      async (n) => {
        if (n < 3) throw new Error('not yet');
        return n;
      },
      again,
    );

    expect(value).toBe(3);
    expect(ctx.clock.pauses).toHaveLength(3);
  });

  it('logs who was asked, and what for', async () => {
    const ctx = aContext();
    const about = { server: 'https://10.0.0.1', to: 'list pods' };

    await retry(
      ctx,
      async (n) => (n === 0 ? Promise.reject(new Error('the connection was refused')) : n),
      again,
      about,
    );

    expect(ctx.logLines).toMatchObject([{ ...about, reason: 'the connection was refused', attempt: 1 }]);
  });

  it('throws at once what is not worth another attempt', async () => {
    const ctx = aContext();

    await expect(
      retry(
        ctx,
        () => Promise.reject(new Error('no')),
        () => ({ retry: false }),
      ),
    ).rejects.toThrow('no');
    expect(ctx.clock.pauses).toEqual([]);
  });

  it('waits as long as the server asks, within our own bound', async () => {
    const ctx = aContext({ timings: { retryAfterLargestMs: 7_000 } });
    const asked = [1_000, 3_600_000];

    await retry(
      ctx,
      async (n) => {
        if (n < 2) throw new Error('busy');
      },
      () => ({ retry: true, afterMs: asked.shift() ?? 0 }),
    );

    expect(ctx.clock.pauses).toEqual([1_000, 7_000]);
  });

  it('gives up with the last error when the budget of the call is used up', async () => {
    const ctx = aContext({ timings: { callBudgetMs: 5_000 } });
    let attempts = 0;

    const given = retry(
      ctx,
      () => Promise.reject(new Error(`attempt ${++attempts}`)),
      () => ({ retry: true, afterMs: 2_000 }),
    );

    await expect(given).rejects.toThrow('attempt 3');
  });

  it('does nothing once the signal has aborted', async () => {
    const ctx = aContext();
    ctx.controller.abort(new Error('stop'));
    let attempts = 0;

    await expect(retry(ctx, async () => ++attempts, again)).rejects.toThrow('stop');
    expect(attempts).toBe(0);
  });

  it('prefers the reason of an abort to the error that it caused', async () => {
    const ctx = aContext();
    const attempt = async () => {
      ctx.controller.abort(new Error('stop'));
      throw new Error('socket closed');
    };

    await expect(retry(ctx, attempt, again)).rejects.toThrow('stop');
  });
});
