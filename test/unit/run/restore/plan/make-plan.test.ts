import { describe, expect, it } from 'vitest';
import { archived, documentOf } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { aRestoreSelection, clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

describe('makePlan', () => {
  it('row 84: fails on what cannot be read, also where labels select, for nobody can tell whether it is meant', async () => {
    const labelSelectors = [{ matchLabels: { app: 'web' } }];
    const broken = { item: 'configmaps/shop/broken', copies: { v1: '{"metadata":' } };
    const other = archived('configmaps/shop/other', { kind: 'ConfigMap' });
    const cluster = new FakeCluster({ types: clusterTypes() });
    const selection = aRestoreSelection({ labelSelectors });

    const { plan } = await new RestoreRig(cluster, [broken, other], { selection }).plan();

    expect(plan.items).toMatchObject([{ ref: { name: 'broken' }, action: 'fail', reason: 'item-malformed' }]);
  });

  it('plans nothing of a type whose definition is left out, because it converts by webhook', async () => {
    const definition = archived('customresourcedefinitions.apiextensions.k8s.io/pots.tea.example.com', {
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'tea.example.com',
        names: { plural: 'pots', kind: 'Pot' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true }],
        conversion: { strategy: 'Webhook' },
      },
    });
    const pot = archived('pots.tea.example.com/shop/a', { kind: 'Pot' });
    const actionsWith = async (allowKinds: readonly string[]) => {
      const cluster = new FakeCluster({ types: clusterTypes() });
      const { plan } = await new RestoreRig(cluster, [definition, pot], { allowKinds }).plan();
      return plan.items.map(({ action, reason }) => [action, reason]);
    };

    expect(await actionsWith([])).toEqual([
      ['skip', 'kind-not-allowed'],
      ['fail', 'type-missing'],
    ]);
    expect(await actionsWith(['crd'])).toEqual([
      ['create', undefined],
      ['create', undefined],
    ]);
  });

  it('has an error where something protected is asked for by its name', async () => {
    const info = archived('configmaps/kube-public/info', { kind: 'ConfigMap' });
    const cluster = new FakeCluster({ types: clusterTypes() });
    const errorsWith = async (selection: Parameters<typeof aRestoreSelection>[0]) =>
      (await new RestoreRig(cluster, [info], { selection: aRestoreSelection(selection) }).plan()).errors;

    expect(await errorsWith({ includedNamespaces: ['kube-public'] })).toMatchObject([
      { code: 'namespace-not-allowed', namespace: 'kube-public' },
    ]);
    expect(await errorsWith({})).toEqual([]);
  });

  it('takes the version that somebody wants before what the cluster prefers', async () => {
    const copies = Object.fromEntries(
      ['v1', 'v1beta1'].map((version) => [
        version,
        documentOf('deployments.apps/shop/web', version, { kind: 'Deployment' }),
      ]),
    );
    const cluster = new FakeCluster({
      types: clusterTypes(),
      servedVersions: { 'deployments.apps': ['v1', 'v1beta1'] },
    });
    const versionWith = async (wanted: readonly string[]) => {
      const rig = new RestoreRig(cluster, [{ item: 'deployments.apps/shop/web', copies }]);
      rig.versionPriorities = new Map([['deployments.apps', wanted]]);
      return (await rig.plan()).plan.items.map(({ version }) => version);
    };

    expect(await versionWith(['v2', 'v1beta1'])).toEqual(['v1beta1']);
    expect(await versionWith(['v2'])).toEqual(['v1']);
  });

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
