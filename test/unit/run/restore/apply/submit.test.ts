import { describe, expect, it } from 'vitest';
import { submit } from '../../../../../src/run/restore/apply/submit.ts';
import { aContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden, unavailable } from '../../../../support/fake-cluster/fault.ts';

const PATH = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' };
const OURS = 'bring-back-20261121021700-abcdef';

/** An object as a restore submits it. */
function anObject(restore = OURS) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'shop', labels: { 'velero.io/restore-name': restore } },
  };
}

async function submitTo(cluster: FakeCluster) {
  return submit(aContext(), cluster, { path: PATH, object: anObject(), restoreLabel: OURS });
}

describe('submit', () => {
  it('creates an object and tells what the server warns of', async () => {
    const cluster = new FakeCluster({ warnings: ['deprecated'] });

    expect(await submitTo(cluster)).toEqual({ outcome: 'created', warnings: ['deprecated'] });
    expect(cluster.requests.map(({ verb }) => verb)).toEqual(['write']);
  });

  it('row 88: leaves what exists to whoever judges conflicts', async () => {
    const cluster = new FakeCluster();
    cluster.put(PATH, anObject('another-restore'));

    expect(await submitTo(cluster)).toEqual({ outcome: 'exists' });
  });

  it('row 89: counts an object as made whose answer was lost, where it bears this restore’s label', async () => {
    const cluster = new FakeCluster().fault({ verb: 'write', error: unavailable(), afterwards: true, times: 1 });

    expect(await submitTo(cluster)).toEqual({ outcome: 'created', warnings: [] });
    expect(cluster.requestsOf('write')).toHaveLength(1);
  });

  it('row 89: finds a conflict where somebody else was first while the answer was lost', async () => {
    const cluster = new FakeCluster();
    const meanwhile = () => void cluster.put(PATH, anObject('another-restore'));
    cluster.fault({ verb: 'write', error: unavailable(), meanwhile, times: 1 });

    expect(await submitTo(cluster)).toEqual({ outcome: 'exists' });
  });

  it('row 89: asks again where the lost request was not carried out', async () => {
    const cluster = new FakeCluster().fault({ verb: 'write', error: unavailable(), times: 2 });

    expect(await submitTo(cluster)).toMatchObject({ outcome: 'created' });
    expect(cluster.requests.map(({ verb }) => verb)).toEqual(['write', 'read', 'write', 'read', 'write']);
  });

  it('row 89: gives up where no answer ever comes', async () => {
    const cluster = new FakeCluster().fault({ verb: 'write', error: unavailable() });

    await expect(submitTo(cluster)).rejects.toMatchObject({ code: 'cluster-unavailable' });
    expect(cluster.requestsOf('write')).toHaveLength(3);
  });

  it('row 89: gives up where not even the look-up is answered', async () => {
    const cluster = new FakeCluster()
      .fault({ verb: 'write', error: unavailable() })
      .fault({ verb: 'read', error: unavailable() });

    await expect(submitTo(cluster)).rejects.toMatchObject({ code: 'cluster-unavailable' });
    expect(cluster.requestsOf('write')).toHaveLength(1);
  });

  it('tells a refusal as it is', async () => {
    const cluster = new FakeCluster().fault({ verb: 'write', error: forbidden() });

    await expect(submitTo(cluster)).rejects.toMatchObject({ status: 403 });
  });
});
