import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { LatestPointer, parseLatest } from '../../../src/report/latest-pointer.ts';
import { aContext } from '../../support/context.ts';
import { conflict } from '../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult } from '../../support/run-results.ts';

const PATH = { group: '', version: 'v1', resource: 'configmaps', namespace: 'lifeboat' };
const NAME = 'lifeboat-latest-nightly';
const OLDER = aCompletedJobResult({
  scheduledFor: '2026-11-20T02:17:00Z',
  completedAt: '2026-11-20T02:17:40Z',
  backup: { name: 'nightly-20261120021700', folder: 'backups/nightly-20261120021700/', committed: true },
});

function aPointer(cluster = new FakeCluster()) {
  return { cluster, pointer: new LatestPointer(cluster, 'lifeboat') };
}

describe('the latest pointer', () => {
  it('is as in its golden file after a bad run that follows a good one', async () => {
    const { cluster, pointer } = aPointer();
    await pointer.finished(aContext(), OLDER);

    await pointer.finished(aContext(), aFailedJobResult());

    const {
      uid: _,
      resourceVersion: __,
      creationTimestamp: ___,
      ...metadata
    } = cluster.peek(PATH, NAME)?.metadata ?? { name: '' };
    const object = { ...cluster.peek(PATH, NAME), metadata };
    await expect(stringify(object, { lineWidth: 0, singleQuote: true })).toMatchFileSnapshot('golden/latest.yaml');
  });

  it('moves with a resourceVersion, past somebody else who writes too', async () => {
    const { cluster, pointer } = aPointer();
    await pointer.finished(aContext(), OLDER);
    cluster.fault({ verb: 'patch', times: 1, error: conflict() });

    await pointer.finished(aContext(), aCompletedJobResult());

    expect(cluster.requestsOf('patch').at(-1)?.body).toMatchObject({
      metadata: { resourceVersion: expect.any(String) },
    });
    expect(cluster.peek(PATH, NAME)?.metadata.labels).toMatchObject({
      'lifeboat.dev/scheduled-for': '20261121T021700Z',
    });
  });

  it('never moves back, not even when a later run ends while it writes', async () => {
    const { cluster, pointer } = aPointer();
    await pointer.finished(aContext(), aCompletedJobResult({ scheduledFor: '2026-11-19T02:17:00Z' }));
    const faster = aPointer(cluster).pointer;
    cluster.fault({ verb: 'patch', times: 1, meanwhile: () => faster.finished(aContext(), aCompletedJobResult()) });

    await pointer.finished(aContext(), OLDER);

    expect(cluster.peek(PATH, NAME)?.metadata.labels).toMatchObject({
      'lifeboat.dev/scheduled-for': '20261121T021700Z',
    });
  });

  it('fills a ConfigMap that GitOps created empty', async () => {
    const { cluster, pointer } = aPointer();
    cluster.put(PATH, { metadata: { name: NAME, labels: { app: 'backup' } } });

    await pointer.finished(aContext(), aCompletedJobResult());

    expect(cluster.peek(PATH, NAME)?.metadata.labels).toMatchObject({ app: 'backup', 'lifeboat.dev/kind': 'latest' });
  });

  it.each([
    ['progress', aJobResult()],
    ['an open end', aJobResult()],
    ['an ad hoc run', aCompletedJobResult({ overrides: ['--include-namespaces=shop'] })],
    ['a Skipped run', aCompletedJobResult({ phase: 'Skipped' })],
  ])('makes no request for %s', async (what, result) => {
    const { cluster, pointer } = aPointer();

    await (what === 'progress' ? pointer.progress() : pointer.finished(aContext(), result));

    expect(cluster.requests).toEqual([]);
  });
});

it('says nothing while no run was told', () => {
  expect(parseLatest({ metadata: { name: NAME } })).toBeUndefined();
  expect(
    parseLatest({ metadata: { name: NAME, labels: { 'lifeboat.dev/scheduled-for': '20261121T021700Z' } } }),
  ).toEqual({
    scheduledFor: '2026-11-21T02:17:00Z',
    lastGood: undefined,
  });
});
