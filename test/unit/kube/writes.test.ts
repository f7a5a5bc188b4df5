import { describe, expect, it } from 'vitest';
import type { ObjectPath } from '../../../src/kube/cluster.ts';
import { answerOf, webhookDenied, webhookUnreachable } from '../../support/api-server/http/refusals.ts';
import { aContext } from '../../support/context.ts';
import { openThrough } from '../../support/fault-proxy-cluster.ts';
import { failureOf, statusAnswer } from '../../support/fault-proxy-lists.ts';
import { type ProxyAnswer, startFaultProxy } from '../../support/fault-proxy.ts';

const CONFIG_MAPS: ObjectPath = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' };
const OBJECT = { metadata: { name: 'a' }, data: { key: 'canary' } };
const WRITTEN = { kind: 'PartialObjectMetadata', metadata: { name: 'a', uid: 'u' } };
const ANSWER = { body: JSON.stringify(WRITTEN) };
const CONFLICT = 'Operation cannot be fulfilled on resourcequotas "q": the object has been modified';

function refusing(refusal: Parameters<typeof answerOf>[0]): ProxyAnswer {
  const { status, body } = answerOf(refusal);
  return { status, body: JSON.stringify(body) };
}

describe('write', () => {
  it('asks for the metadata alone, lets no field be a reason to refuse, and tells who writes', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ({ ...ANSWER, headers: { warning: '299 - "old"' } }));
    await using opened = openThrough(ctx, proxy);

    const written = await opened.cluster.write(ctx, CONFIG_MAPS, OBJECT);
    await opened.cluster.write(ctx, CONFIG_MAPS, OBJECT, { isDryRun: true });

    const [real, dry] = proxy.requests;
    expect(written).toEqual({ metadata: WRITTEN.metadata, warnings: ['old'] });
    expect(real).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/shop/configmaps' });
    expect(real?.headers.accept).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json');
    expect(Object.fromEntries(real!.query)).toEqual({ fieldManager: 'lifeboat', fieldValidation: 'Warn' });
    expect(dry?.query.get('dryRun')).toBe('All');
  });

  it('takes the metadata of a whole object from servers that cannot do less', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ({ body: JSON.stringify({ ...OBJECT, kind: 'ConfigMap' }) }));
    await using opened = openThrough(ctx, proxy);

    expect(await opened.cluster.write(ctx, CONFIG_MAPS, OBJECT)).toEqual({ metadata: OBJECT.metadata, warnings: [] });
  });

  it('row 89: writes once: where the answer is lost, it says that it does not know', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ANSWER);
    proxy.add({ times: 1, action: { cutAfterBytes: 10 } });
    await using opened = openThrough(ctx, proxy);

    const error = await failureOf(opened.cluster.write(ctx, CONFIG_MAPS, OBJECT));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('not known') });
    expect((error as Error).message).not.toContain('canary');
    expect(proxy.requests).toHaveLength(1);
  });

  it('writes again in a dry run, which changes nothing', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ANSWER);
    proxy.add({ times: 2, action: { reset: true } });
    await using opened = openThrough(ctx, proxy);

    await opened.cluster.write(ctx, CONFIG_MAPS, OBJECT, { isDryRun: true });

    expect(proxy.requests).toHaveLength(3);
  });

  it('writes again where the server was too busy to look, and where a quota was in motion', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ANSWER);
    proxy.add({ times: 1, action: { answer: statusAnswer(429, 'TooManyRequests') } });
    proxy.add({ times: 2, action: { answer: statusAnswer(409, 'Conflict', { message: CONFLICT }) } });
    await using opened = openThrough(ctx, proxy);

    await opened.cluster.write(ctx, CONFIG_MAPS, OBJECT);

    expect(proxy.requests.map(({ status }) => status)).toEqual([429, 409, 409, 200]);
  });

  it('tells a conflict that does not end', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => statusAnswer(409, 'Conflict', { message: CONFLICT }));
    await using opened = openThrough(ctx, proxy);

    const error = await failureOf(opened.cluster.write(ctx, CONFIG_MAPS, OBJECT));

    expect(error).toMatchObject({ name: 'ApiError', status: 409, message: CONFLICT });
    expect(proxy.requests).toHaveLength(5);
  });

  it('row 88: does not write again what exists', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => statusAnswer(409, 'AlreadyExists'));
    await using opened = openThrough(ctx, proxy);

    const error = await failureOf(opened.cluster.write(ctx, CONFIG_MAPS, OBJECT));

    expect(error).toMatchObject({ name: 'ApiError', status: 409, reason: 'AlreadyExists' });
    expect(proxy.requests).toHaveLength(1);
  });

  it('row 90: takes the no of a webhook at once', async () => {
    const ctx = aContext();
    const denied = webhookDenied('guard.example.com', 'not on Fridays');
    await using proxy = await startFaultProxy(() => refusing(denied));
    await using opened = openThrough(ctx, proxy);

    const error = await failureOf(opened.cluster.write(ctx, CONFIG_MAPS, OBJECT));

    expect(error).toMatchObject({ name: 'ApiError', ...denied });
    expect(proxy.requests).toHaveLength(1);
  });

  it('row 91: writes again while a webhook does not answer, for a minute in all', async () => {
    const ctx = aContext();
    const dead = webhookUnreachable('guard.example.com');
    await using proxy = await startFaultProxy(() => ANSWER);
    proxy.add({ times: 4, action: { answer: refusing(dead) } });
    await using opened = openThrough(ctx, proxy);

    await opened.cluster.write(ctx, CONFIG_MAPS, OBJECT);
    proxy.add({ action: { answer: refusing(dead) } });
    const first = await failureOf(opened.cluster.write(ctx, CONFIG_MAPS, OBJECT));
    const asked = proxy.requests.length;
    const second = await failureOf(opened.cluster.amend(ctx, CONFIG_MAPS, 'a', { data: {} }));

    expect([first, second]).toMatchObject([
      { name: 'ApiError', ...dead },
      { name: 'ApiError', ...dead },
    ]);
    expect(asked).toBeGreaterThan(8);
    expect(proxy.requests).toHaveLength(asked + 1);
  });

  it.each([500, 503, 504])('row 89: writes once: a %i may come after the object', async (status) => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => statusAnswer(status, 'Timeout', { message: 'etcd is slow' }));
    await using opened = openThrough(ctx, proxy);

    const error = await failureOf(opened.cluster.write(ctx, CONFIG_MAPS, OBJECT));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('etcd is slow') });
    expect(proxy.requests).toHaveLength(1);
  });
});

describe('amend', () => {
  it('sends a merge patch, to the part that is meant, and again after a lost answer', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(() => ANSWER);
    proxy.add({ times: 1, action: { reset: true } });
    await using opened = openThrough(ctx, proxy);

    await opened.cluster.amend(ctx, CONFIG_MAPS, 'a', { status: { n: 1 } }, { subresource: 'status' });

    const [, request] = proxy.requests;
    expect(request).toMatchObject({
      method: 'PATCH',
      path: '/api/v1/namespaces/shop/configmaps/a/status',
      body: '{"status":{"n":1}}',
    });
    expect(request?.headers['content-type']).toBe('application/merge-patch+json');
  });

  it('tells a 500 that stays as the no of one object, and a 503 as that of the cluster', async () => {
    const ctx = aContext();
    const statuses = [500, 503];
    const errors: unknown[] = [];
    for (const status of statuses) {
      await using proxy = await startFaultProxy(() => statusAnswer(status, 'InternalError'));
      await using opened = openThrough(ctx, proxy);
      errors.push(await failureOf(opened.cluster.amend(ctx, CONFIG_MAPS, 'a', { data: {} })));
    }

    expect(errors).toMatchObject([{ name: 'ApiError', status: 500 }, { code: 'cluster-unavailable' }]);
  });
});

describe('readBytes', () => {
  it('gives no half object for a whole one', async () => {
    const ctx = aContext();
    const text = '{"metadata":{"name":"a"},"spec":{"n":9223372036854775807}}';
    await using proxy = await startFaultProxy(() => ({ body: text }));
    proxy.add({ times: 1, action: { cleanEndAfterBytes: 30 } });
    await using opened = openThrough(ctx, proxy);

    const bytes = await opened.cluster.readBytes(ctx, CONFIG_MAPS, 'a');

    expect(Buffer.from(bytes!).toString()).toBe(text);
  });
});
