import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/kube/cluster.ts';
import { identifyCluster, lookAtWorld } from '../../../../src/run/backup/world.ts';
import { aSelection } from '../../../support/builders.ts';
import { aContext } from '../../../support/context.ts';
import { FakeCluster, type FakeClusterOptions } from '../../../support/fake-cluster.ts';

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };

function aCluster(options: FakeClusterOptions = {}): FakeCluster {
  const cluster = new FakeCluster(options);
  for (const name of ['kube-system', 'shop', 'bank'])
    cluster.put(NAMESPACES, { metadata: { name, uid: `uid-of-${name}` } });
  return cluster;
}

describe('identifyCluster', () => {
  it('knows a cluster by the UID of kube-system', async () => {
    expect(await identifyCluster(aContext(), aCluster())).toMatchObject({
      uid: 'uid-of-kube-system',
      version: { gitVersion: 'v1.36.3' },
    });
  });

  it.each([
    ['an hour behind', 3_600_000, '2026-11-21T03:17:00.000Z'],
    ['an hour ahead', -3_600_000, '2026-11-21T01:17:00.000Z'],
    ['right, but for the way of the answer', -4_000, '2026-11-21T02:17:00.000Z'],
  ])('row 49: takes the time from the API server: this clock is %s', async (_, clockOffsetMs, now) => {
    const ctx = aContext();

    const facts = await identifyCluster(ctx, aCluster({ clockOffsetMs }));

    expect(facts.now().toISOString()).toBe(now);
    expect(ctx.logLines.map(({ seconds }) => seconds)).toEqual(
      Math.abs(clockOffsetMs) < 5_000 ? [] : [clockOffsetMs / 1000],
    );
  });

  it('names the rule that is missing where kube-system may not be looked up', async () => {
    const cluster = aCluster().fault({
      verb: 'listObjects',
      error: new ApiError(403, 'Forbidden', 'namespaces is forbidden'),
    });

    await expect(identifyCluster(aContext(), cluster)).rejects.toMatchObject({
      code: 'permission-denied',
      hint: expect.stringContaining('resourceNames: ["kube-system"]'),
    });
  });
});

describe('lookAtWorld', () => {
  it('sees every namespace for a policy with patterns', async () => {
    const world = await lookAtWorld(aContext(), aCluster(), aSelection({ includedNamespaces: ['s*'] }));

    expect(world.namespaces.map(({ name }) => name)).toEqual(['bank', 'kube-system', 'shop']);
  });

  it('looks literal namespaces up by name, which a narrow right allows', async () => {
    const cluster = aCluster();

    const world = await lookAtWorld(aContext(), cluster, aSelection({ includedNamespaces: ['shop', 'missing'] }));

    expect(world.namespaces.map(({ name }) => name)).toEqual(['shop']);
    expect(cluster.requestsOf('listObjects')).toHaveLength(2);
  });
});
