import { describe, expect, it } from 'vitest';
import { aContext } from '../../../support/context.ts';
import {
  allNames,
  listThrough,
  objects,
  pagesOf,
  statusAnswer,
  failureOf,
  namesOf,
} from '../../../support/fault-proxy-lists.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';

describe('listItems, interrupted', () => {
  it('row 5: a page that is reset anywhere comes again without duplicates', async () => {
    const json = objects(40);
    const length = String(pagesOf(json)({ query: new URLSearchParams() } as never).body).length;
    for (let cut = 0; cut < length; cut += Math.ceil(length / 60)) {
      await using proxy = await startFaultProxy(pagesOf(json));
      proxy.add({ times: 1, action: { cutAfterBytes: cut } });

      const { items, facts } = await listThrough(aContext(), proxy);

      expect(namesOf(items), `cut after ${cut}`).toEqual(allNames(40));
      expect(facts.isRelaxed, `cut after ${cut}`).toBe(false);
    }
  });

  it('row 5: the first page is asked for again as of its own resource version', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(40), { resourceVersion: '4711' }));
    proxy.add({ times: 1, action: { cutAfterBytes: 2000 } });

    await listThrough(aContext(), proxy);

    expect(proxy.requests.map(({ query }) => query.toString())).toEqual([
      'limit=500',
      'limit=500&resourceVersion=4711&resourceVersionMatch=Exact',
    ]);
  });

  it('row 5: where the first snapshot has no name yet, the list says that it mixes two', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(40), { isEnvelopeLast: true }));
    proxy.add({ times: 1, action: { cutAfterBytes: 2000 } });

    const { items, facts } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(40));
    expect(facts.isRelaxed).toBe(true);
  });

  it.each([410, 400])(
    'row 5: a server that cannot go back there (%i) is asked for its newest state',
    async (status) => {
      await using proxy = await startFaultProxy(pagesOf(objects(40)));
      proxy.add({ times: 1, action: { cutAfterBytes: 2000 } });
      proxy.add({ path: 'Exact', action: { answer: statusAnswer(status, 'Expired') } });

      const { items, facts } = await listThrough(aContext(), proxy);

      expect(namesOf(items)).toEqual(allNames(40));
      expect(facts.isRelaxed).toBe(true);
    },
  );

  it('row 5: an object that was given and then is gone from the page makes the list relaxed', async () => {
    let all = objects(40);
    await using proxy = await startFaultProxy((request) => pagesOf(all)(request));
    proxy.add({ times: 1, action: { cutAfterBytes: 3000 } });
    const ctx = aContext({ timings: { retryFirstMs: 1 } });
    const pause = ctx.clock.pause.bind(ctx.clock);
    ctx.clock.pause = async (ms, signal) => {
      all = all.slice(1);
      await pause(ms, signal);
    };

    const { items, facts } = await listThrough(ctx, proxy);

    expect(namesOf(items)).toEqual(allNames(40));
    expect(facts.isRelaxed).toBe(true);
  });

  it('row 6: an answer that ends cleanly in the middle comes again', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(40)));
    proxy.add({ times: 1, action: { cleanEndAfterBytes: 3001 } });

    const { items } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(40));
    expect(proxy.requests).toHaveLength(2);
  });

  it('row 6: a Status spliced into a page is noticed, and the page comes again', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));
    const status = String(statusAnswer(500, 'InternalError').body);
    const splice = (body: Buffer) => Buffer.concat([body.subarray(0, 5000), Buffer.from(status)]);
    proxy.add({ path: 'continue=', times: 1, action: { rewrite: splice } });

    const { items, facts } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(1200));
    expect(facts.isRelaxed).toBe(false);
  });

  it('row 6: a page that is broken every time ends as cluster-unavailable', async () => {
    await using proxy = await startFaultProxy(() => ({ body: '{"items":[{"metadata":{}}]}' }));

    const error = await failureOf(listThrough(aContext(), proxy));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('no name') });
    expect(proxy.requests).toHaveLength(5);
  });

  it('row 8: a body that stalls is given up and asked for again', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(40)));
    proxy.add({ times: 1, action: { stallAfterBytes: 1024 } });

    const { items } = await listThrough(aContext({ timings: { stallMs: 400 } }), proxy);

    expect(namesOf(items)).toEqual(allNames(40));
  });

  it('row 8: an answer that never begins is given up and asked for again', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(40)));
    proxy.add({ times: 1, action: { blackhole: true } });

    const { items } = await listThrough(aContext({ timings: { stallMs: 400 } }), proxy);

    expect(namesOf(items)).toEqual(allNames(40));
  });

  it('row 28: a page of HTML with status 200 is no list', async () => {
    const ctx = aContext({ timings: { callBudgetMs: 1000 } });
    const html = { headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' };
    await using proxy = await startFaultProxy(() => html);

    const error = await failureOf(listThrough(ctx, proxy));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('text/html') });
    expect(proxy.requests.length).toBeGreaterThan(1);
  });

  it('row 28: a proxy that comes to its senses within the budget costs nothing', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(3)));
    proxy.add({ times: 1, action: { answer: { headers: { 'content-type': 'text/html' }, body: '<html></html>' } } });
    proxy.add({ times: 1, action: { answer: { status: 302, headers: { location: 'https://login.invalid' } } } });
    proxy.add({ times: 1, action: { answer: { body: '<html>{"items":[]}</html>' } } });

    const { items } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(3));
  });
});
