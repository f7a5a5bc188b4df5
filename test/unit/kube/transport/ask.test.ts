import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import { aContext } from '../../../support/context.ts';
import { openThrough } from '../../../support/fault-proxy-cluster.ts';
import { failureOf, statusAnswer } from '../../../support/fault-proxy-lists.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';
import type { ObjectPath } from '../../../../src/kube/cluster.ts';

const CONFIG_MAPS: ObjectPath = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' };
const OBJECT = { metadata: { name: 'a' }, data: { secret: 'canary' } };
const ECHO = { body: JSON.stringify(OBJECT) };

describe('askJson', () => {
  it('asks again after a lost connection, where that changes nothing', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ECHO);
    proxy.add({ times: 2, action: { reset: true } });
    await using opened = openThrough(ctx, proxy);

    const found = await opened.cluster.read(ctx, CONFIG_MAPS, 'a');

    expect(found).toEqual(OBJECT);
    expect(proxy.requests).toHaveLength(3);
  });

  it('creates once: where the answer is lost, it says that it does not know', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ECHO);
    proxy.add({ method: 'POST', action: { reset: true } });
    await using opened = openThrough(ctx, proxy);

    const error = await failureOf(opened.cluster.create(ctx, CONFIG_MAPS, OBJECT));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('not known') });
    expect(proxy.requests).toHaveLength(1);
  });

  it.each([500, 503, 504])('creates once: a %i may come after the object', async (status) => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => statusAnswer(status, 'Timeout', { message: 'etcd is slow' }));
    await using opened = openThrough(ctx, proxy);

    const error = await failureOf(opened.cluster.create(ctx, CONFIG_MAPS, OBJECT));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('etcd is slow') });
    expect(proxy.requests).toHaveLength(1);
  });

  it('creates again where the server did not look at it: too many requests, or nobody there', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ECHO);
    proxy.add({ times: 2, action: { answer: statusAnswer(429, 'TooManyRequests') } });
    await using opened = openThrough(ctx, proxy);

    await opened.cluster.create(ctx, CONFIG_MAPS, OBJECT);

    expect(proxy.requests.map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  it('shows nothing of bodies and headers in errors and logs', async () => {
    const ctx = aContext({ timings: { callBudgetMs: 1000 } });
    await using proxy = await startFaultProxy(() => ({ status: 200, body: '{"secret":"canary' }));
    await using opened = openThrough(ctx, proxy, { user: 'token: canary-token' });

    const errors = [
      await failureOf(opened.cluster.create(ctx, CONFIG_MAPS, OBJECT)),
      await failureOf(opened.cluster.read(ctx, CONFIG_MAPS, 'a')),
    ] as Error[];

    const said = JSON.stringify([ctx.logLines, ...errors.map((error) => [error.message, error.stack, error.cause])]);
    expect(said).not.toContain('canary');
  });

  it.each(['null', '"text"', ''])('takes %j for no answer', async (body) => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ECHO);
    proxy.add({ times: 1, action: { answer: { body } } });
    await using opened = openThrough(ctx, proxy);

    const found = await opened.cluster.read(ctx, CONFIG_MAPS, 'a');

    expect(found).toEqual(OBJECT);
  });

  it('row 43: goes on while the path of one object alone is dead', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ECHO);
    proxy.add({ path: '/leases/', action: { blackhole: true } });
    await using opened = openThrough(ctx, proxy);
    const leases = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'shop' };
    const lost = new RunError('lock-lost', 'not renewed in time');

    const lease = failureOf(opened.cluster.read(ctx, leases, 'nightly'));
    const configMap = await opened.cluster.read(ctx, CONFIG_MAPS, 'a');
    ctx.controller.abort(lost);

    expect(configMap).toEqual(OBJECT);
    expect(await lease).toBe(lost);
  });
});
