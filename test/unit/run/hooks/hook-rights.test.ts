import { describe, expect, it } from 'vitest';
import { missingHookRights } from '../../../../src/run/hooks/hook-rights.ts';
import { aContext } from '../../../support/context.ts';
import { FakeCluster } from '../../../support/fake-cluster.ts';

describe('missingHookRights', () => {
  it('asks nothing where no hooks are expected', async () => {
    const cluster = new FakeCluster({
      mayI: () => {
        throw new Error('asked');
      },
    });

    expect(await missingHookRights(aContext(), cluster, [])).toEqual([]);
  });

  it('asks twice, for both verbs, where commands may be run everywhere', async () => {
    const asked: string[] = [];
    const cluster = new FakeCluster({ mayI: ({ verb, resource }) => asked.push(`${verb} ${resource}`) > 0 });

    expect(await missingHookRights(aContext(), cluster, ['shop', 'bank'])).toEqual([]);
    expect(asked).toEqual(['get pods/exec', 'create pods/exec']);
  });

  it('names every namespace where one of the verbs is missing, with the rule to add', async () => {
    const cluster = new FakeCluster({
      mayI: ({ verb, namespace }) => namespace === 'shop' || (namespace === 'bank' && verb === 'get'),
    });

    const entries = await missingHookRights(aContext(), cluster, ['shop', 'bank', 'blog']);

    expect(entries).toEqual([
      {
        code: 'forbidden',
        resource: 'pods/exec',
        message:
          'Not permitted to run commands in Pods of namespace bank, namespace blog; hooks there will fail. Add to the Role there: {apiGroups: [""], resources: ["pods/exec"], verbs: ["get", "create"]}',
      },
    ]);
    expect(await missingHookRights(aContext(), cluster, ['shop'])).toEqual([]);
    expect(await missingHookRights(aContext(), cluster, ['blog'])).toMatchObject([{ namespace: 'blog' }]);
  });
});
