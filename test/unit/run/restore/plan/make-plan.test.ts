import { describe, expect, it } from 'vitest';
import { archived } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

describe('makePlan', () => {
  it('says where types are missing because their group did not answer', async () => {
    const failed = (group: string) => ({ group, version: 'v1', message: 'the server is unavailable' });
    const failedGroups = [failed('tea.example.com'), failed('metrics.k8s.io')];
    const cluster = new FakeCluster({ types: clusterTypes(), failedGroups });

    const made = await new RestoreRig(cluster, [archived('pots.tea.example.com/shop/a', { kind: 'Pot' })]).plan();

    expect(made.plan.items).toMatchObject([{ action: 'fail', reason: 'type-missing' }]);
    expect(made.warnings.map(({ message }) => message)).toEqual([
      'API group tea.example.com/v1 cannot be discovered; what only it serves is not restored: the server is unavailable',
    ]);
  });
});
