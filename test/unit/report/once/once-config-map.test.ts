import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { OnceEnd, OnceFacts } from '../../../../src/domain/lock/once.ts';
import type { KubeObject } from '../../../../src/kube/cluster.ts';
import { OnceConfigMap } from '../../../../src/report/once/once-config-map.ts';
import { aContext } from '../../../support/context.ts';
import { conflict, forbidden, unavailable } from '../../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../../support/fake-cluster.ts';

const MARKERS = { group: '', version: 'v1', resource: 'configmaps', namespace: 'lifeboat-restore' };
const JOBS = { group: 'batch', version: 'v1', resource: 'jobs', namespace: 'lifeboat-restore' };
const REQUEST = 'restore-shop-1';
const NAME = `lifeboat-once-${REQUEST}`;
const END: OnceEnd = { exitCode: 80, phase: 'PartiallyFailed', result: 'lifeboat-result-restore-shop-1-3f9c21ab' };

function someFacts(uid: string, overrides: Partial<OnceFacts> = {}): OnceFacts {
  return { requestHash: 'a'.repeat(64), runId: uid, job: { name: REQUEST, uid }, ...overrides };
}

const FIRST = someFacts('3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11');
const SECOND = someFacts('8d1e0c52-9a34-4a8e-8b0a-5f7d1c2e3a44');

function aMarker(cluster = new FakeCluster()) {
  return { cluster, marker: new OnceConfigMap(cluster, 'lifeboat-restore') };
}

/** The Job of a run as the cluster has it. */
function startJob(cluster: FakeCluster, { job }: OnceFacts): void {
  cluster.put(JOBS, { apiVersion: 'batch/v1', kind: 'Job', metadata: job });
}

/** A marker without what a server adds, as YAML. */
function written(object: KubeObject | undefined): string {
  const { uid: _, resourceVersion: __, creationTimestamp: ___, ...metadata } = object?.metadata ?? { name: '' };
  return stringify({ ...object, metadata }, { lineWidth: 0, singleQuote: true });
}

describe('the marker of a request', () => {
  it('is created by the first run, and tells who is at it', async () => {
    const { cluster, marker } = aMarker();

    const claim = await marker.claim(aContext(), REQUEST, FIRST);

    expect(claim).toEqual({ outcome: 'created' });
    expect(cluster.requests.map(({ verb }) => verb)).toEqual(['create']);
    await expect(written(cluster.peek(MARKERS, NAME))).toMatchFileSnapshot('golden/open.yaml');
  });

  it('is closed for good at the end, and cannot be changed any more', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);

    await marker.finish(aContext(), REQUEST, FIRST, END);

    await expect(written(cluster.peek(MARKERS, NAME))).toMatchFileSnapshot('golden/closed.yaml');
  });

  it('tells a Job of the same name, deleted and made again, that it is done, and how it ended', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);
    await marker.finish(aContext(), REQUEST, FIRST, END);
    const before = cluster.peek(MARKERS, NAME);
    startJob(cluster, SECOND);

    const claim = await marker.claim(aContext(), REQUEST, SECOND);

    expect(claim).toEqual({ outcome: 'done', ...END });
    expect(cluster.peek(MARKERS, NAME)).toEqual(before);
  });

  it('turns a request away that says something else now, naming what it said', async () => {
    const { marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);
    await marker.finish(aContext(), REQUEST, FIRST, END);

    const claim = await marker.claim(aContext(), REQUEST, { ...SECOND, requestHash: 'b'.repeat(64) });

    expect(claim).toEqual({ outcome: 'changed', recordedHash: 'a'.repeat(64) });
  });

  it('is carried on by the next Pod of its Job, without a write', async () => {
    const { cluster, marker } = aMarker();
    startJob(cluster, FIRST);
    await marker.claim(aContext(), REQUEST, FIRST);

    const claim = await marker.claim(aContext(), REQUEST, FIRST);

    expect(claim).toEqual({ outcome: 'resumed', from: FIRST.runId });
    expect(cluster.requestsOf('patch')).toEqual([]);
  });

  it('is taken over when its Job was deleted before it ended, or made again', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);
    startJob(cluster, SECOND);

    const claim = await marker.claim(aContext(), REQUEST, SECOND);
    await marker.finish(aContext(), REQUEST, SECOND, END);

    expect(claim).toEqual({ outcome: 'resumed', from: FIRST.runId });
    expect(cluster.peek(MARKERS, NAME)?.metadata.annotations?.['lifeboat.dev/job-uid']).toBe(SECOND.job.uid);
    expect(cluster.peek(MARKERS, NAME)).toMatchObject({ immutable: true });
  });

  it('is left to another Job that is still there', async () => {
    const { cluster, marker } = aMarker();
    const other = someFacts('other', { job: { name: 'restore-shop-by-hand', uid: 'other' } });
    startJob(cluster, other);
    await marker.claim(aContext(), REQUEST, other);

    const claim = await marker.claim(aContext(), REQUEST, SECOND);

    expect(claim).toEqual({ outcome: 'held', by: 'restore-shop-by-hand' });
  });
});

describe('a claim', () => {
  it('whose answer was lost is ours all the same', async () => {
    const { cluster, marker } = aMarker();
    cluster.fault({ verb: 'create', times: 1, error: unavailable(), afterwards: true });

    const claim = await marker.claim(aContext(), REQUEST, FIRST);

    expect(claim).toEqual({ outcome: 'resumed', from: FIRST.runId });
  });

  it('judges again when somebody else wrote in between', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);
    const meanwhile = () => marker.finish(aContext(), REQUEST, FIRST, END);
    cluster.fault({ verb: 'patch', times: 1, meanwhile, error: conflict() });

    const claim = await marker.claim(aContext(), REQUEST, SECOND);

    expect(claim).toEqual({ outcome: 'done', ...END });
  });

  it('begins again where the marker was deleted between two requests', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);
    cluster.fault({ verb: 'read', resource: 'configmaps', times: 1, meanwhile: () => cluster.remove(MARKERS, NAME) });

    const claim = await marker.claim(aContext(), REQUEST, SECOND);

    expect(claim).toEqual({ outcome: 'created' });
  });

  it('that RBAC refuses names the rule to add', async () => {
    const { cluster, marker } = aMarker();
    cluster.fault({ verb: 'create', error: forbidden() });

    const claim = marker.claim(aContext(), REQUEST, FIRST);

    await expect(claim).rejects.toMatchObject({
      code: 'permission-denied',
      hint: expect.stringContaining('"configmaps"'),
    });
  });

  it.each([
    ['something else', { data: { notes: 'mine' } }],
    ['no JSON', { data: { 'once.json': '{' } }],
    ['half a record', { data: { 'once.json': '{"requestHash":"a","runId":"b"}' } }],
    ['half an end', { data: { 'once.json': JSON.stringify({ ...FIRST, end: { exitCode: 0 } }) } }],
  ])('refuses a ConfigMap of its name that holds %s, and leaves it alone', async (_, object) => {
    const { cluster, marker } = aMarker();
    const before = cluster.put(MARKERS, { metadata: { name: NAME }, ...object });

    const claim = marker.claim(aContext(), REQUEST, FIRST);

    await expect(claim).rejects.toMatchObject({ code: 'cannot-write' });
    expect(cluster.peek(MARKERS, NAME)).toEqual(before);
  });
});

describe('an end', () => {
  it('whose answer was lost is written once', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);
    cluster.fault({ verb: 'patch', times: 1, error: unavailable(), afterwards: true });

    await marker.finish(aContext(), REQUEST, FIRST, END);

    expect(cluster.requestsOf('patch')).toHaveLength(1);
    expect(cluster.peek(MARKERS, NAME)).toMatchObject({ immutable: true });
  });

  it('is written also where somebody deleted the marker', async () => {
    const { cluster, marker } = aMarker();

    await marker.finish(aContext(), REQUEST, FIRST, END);

    expect(cluster.peek(MARKERS, NAME)).toMatchObject({ immutable: true });
  });

  it('does not overwrite the marker of a run that took over', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, SECOND);
    const before = cluster.peek(MARKERS, NAME);

    const finishing = marker.finish(aContext(), REQUEST, FIRST, END);

    await expect(finishing).rejects.toMatchObject({ code: 'cannot-write' });
    expect(cluster.peek(MARKERS, NAME)).toEqual(before);
  });
});

describe('a marker under which nothing was done', () => {
  it('is withdrawn, so that the request can be put right under the same name', async () => {
    const { cluster, marker } = aMarker();
    await marker.claim(aContext(), REQUEST, FIRST);

    await marker.withdraw(aContext(), REQUEST, FIRST);
    const claim = await marker.claim(aContext(), REQUEST, { ...SECOND, requestHash: 'b'.repeat(64) });

    expect(claim).toEqual({ outcome: 'created' });
    expect(cluster.requestsOf('delete')).toHaveLength(1);
  });

  it('stays where it is closed, or another run’s, or gone', async () => {
    const { cluster, marker } = aMarker();
    await marker.withdraw(aContext(), REQUEST, FIRST);
    await marker.claim(aContext(), REQUEST, FIRST);
    await marker.withdraw(aContext(), REQUEST, SECOND);
    await marker.finish(aContext(), REQUEST, FIRST, END);

    await marker.withdraw(aContext(), REQUEST, FIRST);

    expect(cluster.peek(MARKERS, NAME)).toMatchObject({ immutable: true });
    expect(cluster.requestsOf('delete')).toEqual([]);
  });
});
