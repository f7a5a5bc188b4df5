import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import type { ListedItem } from '../../../../src/kube/cluster.ts';
import { aContext } from '../../../support/context.ts';
import { openThrough } from '../../../support/fault-proxy-cluster.ts';
import {
  allNames,
  listThrough,
  objects,
  pagesOf,
  REQUEST,
  statusAnswer,
  failureOf,
  namesOf,
} from '../../../support/fault-proxy-lists.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';

describe('listItems, refused', () => {
  it('row 1: waits as Retry-After says, and narrows what is under way', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));
    const tooMany = statusAnswer(429, 'TooManyRequests', { headers: { 'retry-after': '7' } });
    proxy.add({ path: 'continue=', times: 3, action: { answer: tooMany } });

    const { items } = await listThrough(ctx, proxy);

    expect(namesOf(items)).toEqual(allNames(1200));
    expect(ctx.clock.pauses).toEqual([7000, 7000, 7000]);
  });

  it('row 1: takes a date for Retry-After too, and no more of it than the cap', async () => {
    const ctx = aContext({ now: new Date('2026-11-21T02:00:00Z'), timings: { retryAfterLargestMs: 60_000 } });
    await using proxy = await startFaultProxy(pagesOf(objects(3)));
    const until = (date: string) => statusAnswer(429, 'TooManyRequests', { headers: { 'retry-after': date } });
    proxy.add({ times: 1, action: { answer: until('Sat, 21 Nov 2026 02:00:05 GMT') } });
    proxy.add({ times: 1, action: { answer: until('Sat, 21 Nov 2026 03:00:00 GMT') } });

    const { items } = await listThrough(ctx, proxy);

    expect(namesOf(items)).toEqual(allNames(3));
    expect(ctx.clock.pauses).toEqual([5000, 60_000]);
  });

  it.each([500, 502, 503, 504])('row 2: a %i in the middle loses nothing, whichever page it hits', async (status) => {
    for (const after of [0, 1, 2]) {
      await using proxy = await startFaultProxy(pagesOf(objects(60, 250_000)));
      proxy.add({ after, times: 1, action: { answer: statusAnswer(status, 'InternalError') } });

      const { items, facts } = await listThrough(aContext(), proxy);

      expect(namesOf(items)).toEqual(allNames(60));
      expect(facts.isRelaxed).toBe(false);
    }
  });

  it("row 3: an outage longer than the budget ends the list as cluster-unavailable, with the server's words", async () => {
    const ctx = aContext({ timings: { callBudgetMs: 30_000 } });
    await using proxy = await startFaultProxy(() =>
      statusAnswer(503, 'ServiceUnavailable', { message: 'no etcd today' }),
    );

    const error = await failureOf(listThrough(ctx, proxy));

    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('no etcd today') });
    expect(proxy.requests.length).toBeGreaterThan(3);
  });

  it('row 9: an expired continuation goes on from the token in the Status, and is relaxed', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));
    const expired = statusAnswer(410, 'Expired', { metadata: { continue: '500' } });
    proxy.add({ path: 'continue=', times: 1, action: { answer: expired } });

    const { items, facts } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(1200));
    expect(facts.isRelaxed).toBe(true);
  });

  it('row 9: without such a token the list begins again, in pages, and leaves out what it gave', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));
    proxy.add({ path: 'continue=', times: 1, action: { answer: statusAnswer(410, 'Expired') } });

    const { items, facts } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(1200));
    expect(facts.isRelaxed).toBe(true);
    expect(proxy.requests.map(({ query }) => query.toString()).every((query) => query.startsWith('limit='))).toBe(true);
  });

  it('row 9: a list that expires again and again is given up', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(5000)));
    proxy.add({ path: 'continue=', action: { answer: statusAnswer(410, 'Expired') } });

    const error = await failureOf(listThrough(aContext(), proxy));

    expect(error).toMatchObject({ name: 'ApiError', status: 410, reason: 'Expired' });
  });

  it('row 10: a token that is not understood any more makes the list begin again, once', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));
    proxy.add({ path: 'continue=', times: 1, action: { answer: statusAnswer(400, 'BadRequest') } });

    const { items, facts } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(1200));
    expect(facts.isRelaxed).toBe(true);
  });

  it("row 10: the second time it is the caller's", async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(5000)));
    proxy.add({ path: 'continue=', action: { answer: statusAnswer(400, 'BadRequest') } });

    const error = await failureOf(listThrough(aContext(), proxy));

    expect(error).toMatchObject({ name: 'ApiError', status: 400 });
  });

  it('row 10: a selector that is refused is no token, and asked once', async () => {
    await using proxy = await startFaultProxy(() => statusAnswer(400, 'BadRequest'));

    const error = await failureOf(listThrough(aContext(), proxy));

    expect(error).toMatchObject({ name: 'ApiError', status: 400 });
    expect(proxy.requests).toHaveLength(1);
  });

  it("row 16: a refusal is an ApiError with the server's sentence, asked once", async () => {
    await using proxy = await startFaultProxy(() => statusAnswer(403, 'Forbidden', { message: 'you may not' }));

    const error = await failureOf(listThrough(aContext(), proxy));

    expect(error).toMatchObject({ name: 'ApiError', status: 403, reason: 'Forbidden', message: 'you may not' });
    expect(proxy.requests).toHaveLength(1);
  });

  it('row 18: a type that has vanished is an ApiError 404, after the pages that came', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));
    proxy.add({ path: 'continue=', action: { answer: statusAnswer(404, 'NotFound') } });
    const ctx = aContext();
    await using opened = openThrough(ctx, proxy);
    const list = opened.cluster.list(ctx, REQUEST);
    const items: ListedItem[] = [];

    const error = await failureOf(
      (async () => {
        for await (const batch of list) items.push(...batch);
      })(),
    );

    expect(error).toMatchObject({ name: 'ApiError', status: 404 });
    expect(namesOf(items)).toEqual(allNames(500));
  });

  it("row 20: a dead conversion webhook is tried a few times and then told in the server's words", async () => {
    const message = 'conversion webhook for stable.example.com/v1, Kind=CronTab failed';
    await using proxy = await startFaultProxy(() => statusAnswer(500, 'InternalError', { message }));

    const error = await failureOf(listThrough(aContext(), proxy));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining(message) });
    expect(proxy.requests).toHaveLength(5);
  });
});
