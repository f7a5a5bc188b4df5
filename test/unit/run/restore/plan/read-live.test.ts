import { describe, expect, it } from 'vitest';
import { readLive } from '../../../../../src/run/restore/plan/read-live.ts';
import { aResourceType } from '../../../../support/builders.ts';
import { aContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden, unavailable } from '../../../../support/fake-cluster/fault.ts';

const SECRETS = { group: '', version: 'v1', resource: 'secrets' };
const TYPE = aResourceType({ ...SECRETS, kind: 'Secret' });
const REF = { group: '', resource: 'secrets', namespace: 'shop', name: 'login' };

describe('readLive', () => {
  it('reads an object in the version that is asked for', async () => {
    const { cluster, read } = aTarget();

    const bytes = await read();

    expect(JSON.parse(String(bytes))).toMatchObject({ metadata: { name: 'login' } });
    expect(cluster.requestsOf('list')).toEqual([]);
  });

  it('takes an object from a list where only that is permitted', async () => {
    const { cluster, read } = aTarget();
    cluster.fault({ verb: 'readBytes', error: forbidden('secrets "login" is forbidden') });

    const bytes = await read();

    expect(JSON.parse(String(bytes))).toMatchObject({ metadata: { name: 'login' } });
  });

  it('knows of an object that is gone since, whichever way it asks', async () => {
    const { cluster, read } = aTarget();
    cluster.remove({ ...SECRETS, namespace: 'shop' }, 'login');

    const [found, listed] = [await read(), await read(forbidden())];

    expect([found, listed]).toEqual([undefined, undefined]);
  });

  it('ends where the API server does not answer', async () => {
    const { read } = aTarget();

    await expect(read(unavailable())).rejects.toMatchObject({ code: 'cluster-unavailable' });
  });
});

function aTarget() {
  const cluster = new FakeCluster({ types: [TYPE] });
  for (const name of ['login', 'other']) cluster.put({ ...SECRETS, namespace: 'shop' }, { metadata: { name } });
  const target = { cluster, typeOf: () => TYPE };
  const read = (refusal?: Error) => {
    if (refusal !== undefined) cluster.fault({ verb: 'readBytes', error: refusal });
    return readLive(aContext(), target, REF, 'v1');
  };
  return { cluster, read };
}
