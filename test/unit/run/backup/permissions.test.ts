import { describe, expect, it } from 'vitest';
import { checkPermissions } from '../../../../src/run/backup/permissions.ts';
import { aResourceType } from '../../../support/builders.ts';
import { aContext } from '../../../support/context.ts';
import { FakeCluster } from '../../../support/fake-cluster.ts';

const step = (resource: string, namespace?: string) => ({
  type: aResourceType({ resource }),
  namespace,
  labelSelectors: [''],
  fieldSelector: '',
});

describe('checkPermissions', () => {
  it('asks once where everything may be listed', async () => {
    const asked: string[] = [];
    const cluster = new FakeCluster({ mayI: ({ resource }) => asked.push(resource) > 0 });

    const permitted = await checkPermissions(aContext(), cluster, [step('pods'), step('secrets')]);

    expect(permitted).toMatchObject({ steps: [{}, {}], errors: [] });
    expect(asked).toEqual(['*']);
  });

  it('row 16: names every missing type before the first list and goes on with the rest', async () => {
    const cluster = new FakeCluster({ mayI: ({ resource }) => resource === 'pods' });

    const permitted = await checkPermissions(aContext(), cluster, [
      step('pods', 'shop'),
      step('secrets', 'shop'),
      step('secrets', 'bank'),
    ]);

    expect(permitted.steps.map(({ type }) => type.resource)).toEqual(['pods']);
    expect(permitted.errors).toMatchObject([{ code: 'forbidden', resource: 'secrets' }]);
    expect(cluster.requestsOf('list')).toEqual([]);
  });

  it('row 17: ends the run where nothing at all may be listed', async () => {
    const cluster = new FakeCluster({ mayI: () => false });

    await expect(checkPermissions(aContext(), cluster, [step('pods')])).rejects.toMatchObject({
      code: 'permission-denied',
    });
  });
});
