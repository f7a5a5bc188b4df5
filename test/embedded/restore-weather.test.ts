import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemoryWorld } from '../support/whole-run/memory-world.ts';
import { openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { App } from '../support/whole-run/restore/app.ts';
import { defineTeas, DEFINITIONS } from '../support/whole-run/restore/definition.ts';
import { RestoreDesk, writesOutside } from '../support/whole-run/restore/restore-desk.ts';
import { onceAt } from '../support/whole-run/steps.ts';

/** Pauses of a restore that is in no hurry, without the hours. */
const SWIFT = { timings: { pollEveryMs: 3, retryFirstMs: 1, retryLargestMs: 1, retryAfterLargestMs: 5 } };
/** Looks ten seconds apart, which pass at once. */
const PATIENT = { timings: { pollEveryMs: 10_000 }, instant: [10_000] };

let world: MemoryWorld;
beforeAll(async () => {
  world = await openMemoryWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A desk, and an application that is backed up and gone but for its empty namespace. */
async function aLoss() {
  const desk = await RestoreDesk.open(world);
  const app = await App.open(world);
  const content = await app.content();
  await desk.backUp('nightly', '-n', app.namespace);
  await app.remove();
  await world.api.create('/api/v1/namespaces', { metadata: { name: app.namespace } });
  return { desk, app, content, [Symbol.dispose]: () => desk[Symbol.dispose]() };
}

/** The same with a type of its own, whose definition is gone, on a server that holds new ones back. */
async function aLostDefinition() {
  const desk = await RestoreDesk.open(world);
  const app = await App.open(world);
  const group = `${app.namespace}.example.com`;
  await defineTeas(world.api, group);
  await app.create({ apiVersion: `${group}/v1`, kind: 'Tea', metadata: { name: 'assam' }, spec: { grams: 5 } });
  await desk.backUp('nightly');
  await world.api.delete(`${DEFINITIONS}/teas.${group}`);
  await world.api.delete(app.path('v1', 'secrets', 'till'));
  const serve = world.server.holdDefinitions();
  const end = () => {
    serve();
    desk[Symbol.dispose]();
  };
  return {
    desk,
    app,
    group,
    serve,
    spec: { backupName: 'nightly', includedNamespaces: [app.namespace] },
    [Symbol.dispose]: end,
  };
}

const status = (code: number, reason: string, message: string) => ({
  kind: 'status' as const,
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
});

describe('an API server in bad weather', () => {
  it.each([
    ['is lost', { kind: 'cut', afterBytes: 0 }],
    ['breaks off', { kind: 'cut', afterBytes: 40 }],
    ['never comes, because the request was lost', { kind: 'reset' }],
  ] as const)('row 89: whose answer to a write %s has one object, made once', async (_, action) => {
    using loss = await aLoss();
    const { desk, app, content } = loss;
    const path = `/namespaces/${app.namespace}/deployments`;
    const fault = world.faults.add({ method: 'POST', path, action });

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    expect(fault.hits).toBe(1);
    expect(result.errors).toEqual([]);
    expect(exitCode).toBe(0);
    expect(result.restore?.ended).not.toHaveProperty('failed');
    expect(await withoutMarks(app, content)).toEqual([]);
  });

  it('row 89: where somebody else makes the object while the answer is lost, it is a conflict', async () => {
    using loss = await aLoss();
    const { desk, app } = loss;
    const make = () => app.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'till' }, type: 'Opaque' });
    const path = `/namespaces/${app.namespace}/secrets`;
    world.faults.add({ method: 'POST', path, action: { kind: 'before', run: make } });

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    expect(exitCode).toBe(0);
    expect(result.warnings.map(({ code, item }) => [code, item?.resource])).toContainEqual([
      'exists-and-differs',
      'secrets',
    ]);
  });

  it('row 90: where a webhook says no, that item alone fails, with the webhook’s words', async () => {
    using loss = await aLoss();
    const { desk, app } = loss;
    const message = 'admission webhook "teapots.example.com" denied the request: no teapots here';
    const path = `/namespaces/${app.namespace}/deployments`;
    const fault = world.faults.add({ method: 'POST', path, times: 5, action: status(403, 'Forbidden', message) });

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    fault.remove();
    expect(exitCode).toBe(80);
    expect(result).toMatchObject({ phase: 'PartiallyFailed', restore: { ended: { failed: 1 } } });
    expect(result.errors).toMatchObject([{ code: 'rejected', item: { resource: 'deployments', name: 'pot' } }]);
    expect(result.errors[0]?.message).toContain('no teapots here');
  });

  it('row 90: that says no at first is asked again at the end, when what it waits for is there', async () => {
    using loss = await aLoss();
    const { desk, app } = loss;
    const message = 'admission webhook "order.example.com" denied the request: the CronJob is not there yet';
    const path = `/namespaces/${app.namespace}/deployments`;
    world.faults.add({ method: 'POST', path, action: status(403, 'Forbidden', message) });

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    expect(exitCode).toBe(0);
    expect(result.errors).toEqual([]);
    expect(await world.api.find(app.path('apps/v1', 'deployments', 'pot'))).toBeDefined();
  });

  it('row 91: where a webhook does not answer, that item alone is tried again and fails, by the webhook’s name', async () => {
    using loss = await aLoss();
    const { desk, app } = loss;
    const path = `/namespaces/${app.namespace}/deployments`;
    const message = 'Internal error occurred: failed calling webhook "dead.example.com": connection refused';
    const dead = status(500, 'InternalError', message);
    const fault = world.faults.add({ method: 'POST', path, times: Infinity, action: dead });
    const timings = { ...SWIFT.timings, callBudgetMs: 2_000 };

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, { timings });

    fault.remove();
    expect(exitCode).toBe(80);
    expect(fault.hits).toBeGreaterThan(5);
    expect(result.errors).toMatchObject([{ code: 'write-failed', item: { resource: 'deployments', name: 'pot' } }]);
    expect(result.errors[0]?.message).toContain('dead.example.com');
  });

  it('row 92: whose quota is used up fails what has no place by that reason, and not for want of rights: 80', async () => {
    using loss = await aLoss();
    const { desk, app } = loss;
    const message =
      'pods "taster" is forbidden: exceeded quota: size, requested: pods=1, used: pods=40, limited: pods=40';
    const path = `/namespaces/${app.namespace}/pods`;
    const fault = world.faults.add({ method: 'POST', path, times: 5, action: status(403, 'Forbidden', message) });

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    fault.remove();
    expect(exitCode).toBe(80);
    expect(result.errors).toMatchObject([{ code: 'quota-exceeded', item: { resource: 'pods', name: 'taster' } }]);
    expect(result.errors[0]?.message).toContain('exceeded quota: size');
  });

  it('row 98: where the namespace is being deleted is waited for; then it is made anew', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    await desk.backUp('nightly', '-n', app.namespace);
    const path = app.path('v1', 'configmaps', 'guarded');
    const finalizers = ['gone.example.org/guard'];
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'guarded', finalizers } });
    await world.api.delete(`/api/v1/namespaces/${app.namespace}`);
    const looks = new RegExp(`^/api/v1/namespaces/${app.namespace}$`);
    const release = () => world.api.patch(path, { metadata: { finalizers: null } });
    world.faults.add({ method: 'GET', path: looks, skip: 5, action: { kind: 'before', run: release } });

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    expect(result.errors).toEqual([]);
    expect(exitCode).toBe(0);
    const namespace = await world.api.get(`/api/v1/namespaces/${app.namespace}`);
    expect(namespace.metadata).toMatchObject({ labels: { team: 'tea' } });
    expect(await world.api.find(app.path('v1', 'secrets', 'till'))).toBeDefined();
  });

  it('row 98: where the namespace never ends fails each of its items by that reason, after ten minutes', async () => {
    using desk = await RestoreDesk.open(world);
    const app = await App.open(world);
    await desk.backUp('nightly', '-n', app.namespace, '--include-resources', 'cm,secrets');
    const path = app.path('v1', 'configmaps', 'guarded');
    const finalizers = ['gone.example.org/guard'];
    await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'guarded', finalizers } });
    await world.api.delete(`/api/v1/namespaces/${app.namespace}`);

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, PATIENT);

    expect(exitCode).toBe(80);
    expect(new Set(result.errors.map(({ code }) => code))).toEqual(new Set(['namespace-unusable']));
    expect(result.errors.map(({ item }) => item?.name)).toEqual(expect.arrayContaining(['recipes', 'rules', 'till']));
    expect(result.errors[0]?.message).toContain('still being deleted after 10 min');
    await world.api.patch(path, { metadata: { finalizers: null } });
  });

  it('row 99: that takes a moment to serve a new definition is waited for, and then what it defines is restored', async () => {
    using lost = await aLostDefinition();
    const { desk, group, app } = lost;
    const looks = new RegExp(`customresourcedefinitions/teas.${group}$`);
    world.faults.add({ method: 'GET', path: looks, skip: 4, action: { kind: 'before', run: lost.serve } });

    const { exitCode, result } = await desk.restore(lost.spec, SWIFT);

    expect(result.errors).toEqual([]);
    expect(exitCode).toBe(0);
    expect(await world.api.get(app.path(`${group}/v1`, 'teas', 'assam'))).toMatchObject({ spec: { grams: 5 } });
  });

  it('row 99: that never serves the definition fails what it defines after a minute, and restores the rest', async () => {
    using lost = await aLostDefinition();
    const { desk, app } = lost;

    const { exitCode, result } = await desk.restore(lost.spec, PATIENT);

    expect(exitCode).toBe(80);
    expect(result.errors).toMatchObject([{ code: 'type-missing', item: { resource: 'teas', name: 'assam' } }]);
    expect(await world.api.find(app.path('v1', 'secrets', 'till'))).toBeDefined();
  });

  it('row 104: that finds an object too large fails it by that reason, and restores the rest', async () => {
    using loss = await aLoss();
    const { desk, app } = loss;
    const path = `/namespaces/${app.namespace}/secrets`;
    const message = 'Request entity too large: limit is 3145728';
    world.faults.add({ method: 'POST', path, action: status(413, 'RequestEntityTooLarge', message) });

    const { exitCode, result } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    expect(exitCode).toBe(80);
    expect(result.errors).toMatchObject([{ code: 'item-too-large', item: { resource: 'secrets', name: 'till' } }]);
    expect(result.restore?.ended).toMatchObject({ failed: 1 });
  });

  it('that is gone for good leaves the run open at 75, and the next Pod finishes it', async () => {
    using loss = await aLoss();
    const { desk, app, content } = loss;
    const gone = { path: `/namespaces/${app.namespace}/`, times: Infinity, action: { kind: 'reset' } } as const;
    const leave = onceAt('wave:identities', () => world.faults.add(gone));
    const timings = { ...SWIFT.timings, callBudgetMs: 500 };

    const first = await desk.restore({ backupName: 'nightly' }, { timings, reached: leave });
    world.faults.clear();
    const second = await desk.run(first.job, SWIFT);

    expect(first.exitCode).toBe(75);
    expect(first.result).toMatchObject({ phase: 'InProgress', terminal: false });
    expect(second.exitCode).toBe(0);
    expect(second.result).toMatchObject({ phase: 'Completed', attempt: 2 });
    expect(await withoutMarks(app, content)).toEqual([]);
  });

  it('that refuses with 429 for a while is asked again, and everything is restored', async () => {
    using loss = await aLoss();
    const { desk, app, content } = loss;
    const path = `/namespaces/${app.namespace}/`;
    const busy = { ...status(429, 'TooManyRequests', 'try again'), headers: { 'retry-after': '0' } };
    const fault = world.faults.add({ method: 'POST', path, times: 10, action: busy });

    const { exitCode, requests } = await desk.restore({ backupName: 'nightly' }, SWIFT);

    expect(fault.hits).toBe(10);
    expect(exitCode).toBe(0);
    expect(writesOutside(desk.runner, requests).filter(({ status: code }) => code === 429)).toHaveLength(10);
    expect(await withoutMarks(app, content)).toEqual([]);
  });
});

/** Keys of what is not as it was; the namespace was made by somebody else meanwhile, without labels. */
async function withoutMarks(app: App, content: ReadonlyMap<string, string>): Promise<string[]> {
  const now = await app.content();
  return [...content]
    .filter(([key, text]) => !key.startsWith('namespaces/') && now.get(key) !== text)
    .map(([key]) => key);
}
