import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { branchOf, deadline, lastWords, outlive } from '../../../src/base/abort.ts';
import { aContext } from '../../support/context.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('deadline', () => {
  it('aborts with its own error when time is up', async () => {
    const ctx = aContext();
    ctx.clock.stand();
    using limit = deadline(ctx, 1_000, () => new Error('too late'));

    ctx.clock.advance(1_000);
    await turn();

    expect(limit.ctx.signal.reason).toMatchObject({ message: 'too late' });
    expect(ctx.signal.aborted).toBe(false);
  });

  it('passes the reason of the run on', () => {
    const ctx = aContext();
    ctx.clock.stand();
    using limit = deadline(ctx, 1_000, () => new Error('too late'));

    ctx.controller.abort(new Error('stop'));

    expect(limit.ctx.signal.reason).toMatchObject({ message: 'stop' });
  });

  it('never aborts once disposed', async () => {
    const ctx = aContext();
    ctx.clock.stand();
    const limit = deadline(ctx, 1_000, () => new Error('too late'));
    limit[Symbol.dispose]();

    ctx.clock.advance(2_000);
    await turn();

    expect(limit.ctx.signal.aborted).toBe(false);
  });
});

describe('lastWords', () => {
  it('outlives the run, and ends a short time after it was told to stop', async () => {
    const ctx = aContext({ timings: { lastWordsMs: 500, callBudgetMs: 60_000 } });
    ctx.clock.stand();
    using last = lastWords(ctx, () => new Error('too late'));

    ctx.controller.abort(new Error('stop'));
    await turn();
    const isAliveAfterStop = !last.ctx.signal.aborted;
    ctx.clock.advance(500);
    await turn();

    expect(isAliveAfterStop).toBe(true);
    expect(last.ctx.signal.reason).toMatchObject({ message: 'too late' });
  });
});

describe('outlive', () => {
  it('ends a short time after the run was told to stop, and not before', async () => {
    const ctx = aContext({ timings: { lastWordsMs: 500 } });
    ctx.clock.stand();
    using step = outlive(ctx, () => new Error('too late'));

    ctx.clock.advance(1e9);
    await turn();
    ctx.controller.abort(new Error('stop'));
    await turn();
    const isAliveAfterStop = !step.ctx.signal.aborted;
    ctx.clock.advance(500);
    await turn();

    expect(isAliveAfterStop).toBe(true);
    expect(step.ctx.signal.reason).toMatchObject({ message: 'too late' });
  });

  it('never aborts once disposed', async () => {
    const ctx = aContext({ timings: { lastWordsMs: 500 } });
    ctx.clock.stand();
    const step = outlive(ctx, () => new Error('too late'));
    step[Symbol.dispose]();

    ctx.controller.abort(new Error('stop'));
    ctx.clock.advance(500);
    await turn();

    expect(step.ctx.signal.aborted).toBe(false);
  });
});

describe('branchOf', () => {
  it('aborts with the reason of the signal, also where that came first', () => {
    const controller = new AbortController();
    using early = branchOf(controller.signal);

    controller.abort('stop');
    using late = branchOf(controller.signal);

    expect([early.signal.reason, late.signal.reason]).toEqual(['stop', 'stop']);
  });

  it('never aborts once disposed', () => {
    const controller = new AbortController();
    const branch = branchOf(controller.signal);
    branch[Symbol.dispose]();

    controller.abort('stop');

    expect(branch.signal.aborted).toBe(false);
  });

  it('listens once, however many there are', () => {
    const { signal } = new AbortController();

    const branches = Array.from({ length: 100 }, () => branchOf(signal));
    for (const branch of branches.slice(50)) branch[Symbol.dispose]();

    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});
