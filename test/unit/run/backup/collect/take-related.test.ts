import { describe, expect, it } from 'vitest';
import { formatGroupResource, type ResourceType } from '../../../../../src/domain/resource.ts';
import { ApiError, type KubeObject } from '../../../../../src/kube/cluster.ts';
import { aResourceType } from '../../../../support/builders.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { collectFrom, NAMESPACES } from './collect-rig.ts';

const RBAC = 'rbac.authorization.k8s.io';
const PODS = aResourceType({ resource: 'pods', kind: 'Pod' });
const CLAIMS = aResourceType({ resource: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim' });
const VOLUMES = aResourceType({ resource: 'persistentvolumes', kind: 'PersistentVolume', namespaced: false });
const CLASSES = aResourceType({
  group: 'scheduling.k8s.io',
  resource: 'priorityclasses',
  kind: 'PriorityClass',
  namespaced: false,
});
const ACCOUNTS = aResourceType({ resource: 'serviceaccounts', kind: 'ServiceAccount' });
const BINDINGS = aResourceType({
  group: RBAC,
  resource: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
});
const ROLES = aResourceType({ group: RBAC, resource: 'clusterroles', kind: 'ClusterRole', namespaced: false });
const WIDGETS = aResourceType({ group: 'example.com', resource: 'widgets', kind: 'Widget' });
const DEFINITIONS = aResourceType({
  group: 'apiextensions.k8s.io',
  resource: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
});
const TYPES = [PODS, CLAIMS, VOLUMES, CLASSES, ACCOUNTS, BINDINGS, ROLES, WIDGETS, DEFINITIONS, NAMESPACES];

const RELATED = [
  'persistentvolumes/pv-1',
  'priorityclasses.scheduling.k8s.io/high',
  `clusterrolebindings.${RBAC}/builders`,
  `clusterroles.${RBAC}/build`,
  'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com',
].toSorted();

/** A namespace with a bit of everything that has relations, and another one beside it. */
function aCluster(types: readonly ResourceType[] = TYPES): FakeCluster {
  const cluster = new FakeCluster({ types });
  const put = (type: ResourceType, name: string, rest: object = {}, namespace = 'shop') => {
    const metadata = {
      name,
      ...(type.namespaced ? { namespace } : {}),
      ...('labels' in rest ? { labels: rest.labels } : {}),
    };
    const { labels: _, ...fields } = rest as { labels?: unknown };
    cluster.put(type.namespaced ? { ...type, namespace } : type, { ...fields, metadata } as KubeObject);
  };
  for (const name of ['shop', 'bank']) put(NAMESPACES, name);
  const volumes = [{ persistentVolumeClaim: { claimName: 'data' } }];
  put(PODS, 'db', { spec: { volumes, priorityClassName: 'high' }, status: { phase: 'Running' } });
  put(PODS, 'ended', { spec: { volumes }, status: { phase: 'Succeeded' } });
  put(CLAIMS, 'data', { labels: { app: 'db' }, spec: { volumeName: 'pv-1' } });
  put(VOLUMES, 'pv-1', { spec: { claimRef: { namespace: 'shop', name: 'data' } } });
  put(VOLUMES, 'pv-2', { spec: { claimRef: { namespace: 'bank', name: 'ledger' } } });
  put(CLASSES, 'high');
  put(CLASSES, 'low');
  put(ACCOUNTS, 'builder');
  const subjects = [{ kind: 'ServiceAccount', namespace: 'shop', name: 'builder' }];
  put(BINDINGS, 'builders', { subjects, roleRef: { kind: 'ClusterRole', name: 'build' } });
  put(BINDINGS, 'others', { subjects: [], roleRef: { kind: 'ClusterRole', name: 'other' } });
  put(ROLES, 'build');
  put(ROLES, 'other');
  put(WIDGETS, 'one');
  put(DEFINITIONS, 'widgets.example.com');
  put(DEFINITIONS, 'gadgets.example.com');
  return cluster;
}

const isClusterScoped = (name: string) => name.split('/').length === 2 && !name.startsWith('namespaces/');
const FORBIDDEN = new ApiError(403, 'Forbidden', 'it is forbidden');

describe('takeRelated', () => {
  it('brings what the objects of a chosen namespace need, and what that needs in its turn', async () => {
    const { done, stored, tally, journal } = await collectFrom(aCluster(), { includedNamespaces: ['shop'] });

    await done;

    const { listsDone, listsTotal } = journal.result.progress;
    expect(stored.filter(isClusterScoped).toSorted()).toEqual(RELATED);
    expect(listsDone).toBe(listsTotal);
    expect(tally.related).toBe(5);
    expect(tally.types().find(({ type }) => type === 'persistentvolumes')).toMatchObject({ items: 1, related: 1 });
    expect(tally.types().find(({ type }) => type === 'pods')).not.toHaveProperty('related');
  });

  it('brings the claims of a Pod that a hook leaves out, as Velero does', async () => {
    const attendant = {
      attends: ({ ref }: { ref: { name: string } }) => ref.name === 'db',
      attend: async () => {},
    };
    const labelSelectors = [{ matchLabels: { tier: 'db' } }];
    const cluster = aCluster();
    cluster.put(
      { ...PODS, namespace: 'shop' },
      {
        metadata: { name: 'db', namespace: 'shop', labels: { tier: 'db' } },
        spec: { volumes: [{ persistentVolumeClaim: { claimName: 'data' } }] },
        status: { phase: 'Running' },
      },
    );
    const { done, stored } = await collectFrom(
      cluster,
      { includedNamespaces: ['shop'], labelSelectors },
      { attendant },
    );

    await done;

    expect(stored).not.toContain('pods/shop/db');
    expect(stored).toEqual(expect.arrayContaining(['persistentvolumeclaims/shop/data', 'persistentvolumes/pv-1']));
  });

  it('brings the claims of one volume group along with each other, each once, whatever their labels', async () => {
    const cluster = aCluster();
    const claim = (name: string, labels: Readonly<Record<string, string>>, namespace = 'shop') =>
      cluster.put({ ...CLAIMS, namespace }, { metadata: { name, namespace, labels } });
    claim('log', { app: 'log', 'velero.io/volume-group': 'g' });
    claim('table', { app: 'tbl', 'velero.io/volume-group': 'g' });
    claim('index', { 'velero.io/volume-group': 'g' });
    claim('left-out', { 'velero.io/volume-group': 'g', 'velero.io/exclude-from-backup': 'true' });
    claim('other', { 'velero.io/volume-group': 'h' });
    claim('elsewhere', { 'velero.io/volume-group': 'g' }, 'bank');
    claim('nameless', { app: 'log', 'velero.io/volume-group': '' });
    claim('nameless-too', { 'velero.io/volume-group': '' });
    const labelSelectors = [{ matchLabels: { app: 'log' } }, { matchLabels: { app: 'tbl' } }];
    const claimsOf = async (groupLabel: string | undefined) => {
      const selection = { includedNamespaces: ['shop'], labelSelectors };
      const { done, stored, tally } = await collectFrom(cluster, selection, { groupLabel });
      await done;
      return { claims: stored.filter((name) => name.startsWith('persistentvolumeclaims/')).toSorted(), tally };
    };

    const { claims, tally } = await claimsOf('velero.io/volume-group');

    expect(claims).toEqual(['index', 'log', 'nameless', 'table'].map((name) => `persistentvolumeclaims/shop/${name}`));
    expect(tally.related).toBe(1);
    expect((await claimsOf(undefined)).claims).toHaveLength(3);
  });

  it('asks for nothing more where everything is selected', async () => {
    const cluster = aCluster();
    const { done } = await collectFrom(cluster);

    await done;

    expect(
      cluster
        .requestsOf('list')
        .map(({ resource }) => resource)
        .toSorted(),
    ).toEqual(TYPES.map(formatGroupResource).toSorted());
  });

  it('brings nothing of the cluster under includeClusterResources: false', async () => {
    const resources = { style: 'unscoped', included: [], excluded: [], includeClusterResources: false } as const;
    const { done, stored } = await collectFrom(aCluster(), { includedNamespaces: ['shop'], resources });

    await done;

    expect(stored.filter((name) => name.split('/').length === 2)).toEqual([]);
  });

  it('brings running Pods that mount a claim that labels select, their volumes and PriorityClasses', async () => {
    const selection = { includedNamespaces: ['shop'], labelSelectors: [{ matchLabels: { app: 'db' } }] };
    const { done, stored } = await collectFrom(aCluster(), selection);

    await done;

    expect(stored).toEqual([
      'persistentvolumeclaims/shop/data',
      'persistentvolumes/pv-1',
      'pods/shop/db',
      'priorityclasses.scheduling.k8s.io/high',
      'namespaces/shop',
    ]);
  });

  it('brings the claim of a volume, if its namespace is selected', async () => {
    const cluster = aCluster();
    for (const name of ['pv-1', 'pv-2']) {
      cluster.put(VOLUMES, { ...cluster.peek(VOLUMES, name)!, metadata: { name, labels: { keep: 'yes' } } });
    }
    const selection = { excludedNamespaces: ['bank'], labelSelectors: [{ matchLabels: { keep: 'yes' } }] };
    const { done, stored } = await collectFrom(cluster, {
      ...selection,
      resources: { style: 'unscoped', included: [], excluded: [], includeClusterResources: true },
    });

    await done;

    expect(stored.filter((name) => name.startsWith('persistentvolumeclaims/'))).toEqual([
      'persistentvolumeclaims/shop/data',
    ]);
  });

  it('brings ClusterRoles although their bindings are excluded', async () => {
    const excluded = [`clusterrolebindings.${RBAC}`];
    const resources = { style: 'unscoped', included: [], excluded, includeClusterResources: undefined } as const;
    const { done, stored } = await collectFrom(aCluster(), { includedNamespaces: ['shop'], resources });

    await done;

    expect(stored.filter((name) => name.includes(RBAC))).toEqual([`clusterroles.${RBAC}/build`]);
  });

  it('leaves out what is labelled to be left out, and counts what is being deleted', async () => {
    const cluster = aCluster();
    const labels = { 'velero.io/exclude-from-backup': 'true' };
    cluster.put(CLASSES, { metadata: { name: 'high', labels } });
    cluster.put(VOLUMES, { metadata: { name: 'pv-1', deletionTimestamp: '2026-11-21T02:00:00Z' } });
    const { done, stored, journal } = await collectFrom(cluster, { includedNamespaces: ['shop'] });

    await done;

    expect(stored.filter(isClusterScoped)).not.toContain('priorityclasses.scheduling.k8s.io/high');
    expect(stored.filter(isClusterScoped)).not.toContain('persistentvolumes/pv-1');
    expect(journal.result.warnings).toMatchObject([
      { code: 'terminating-left-out', resource: 'persistentvolumes' },
      { code: 'volume-data-not-covered' },
    ]);
  });

  it('says nothing of what does not exist', async () => {
    const cluster = aCluster();
    cluster.remove(VOLUMES, 'pv-1');
    const { done, journal } = await collectFrom(cluster, { includedNamespaces: ['shop'] });

    await done;

    expect(journal.result.errors).toEqual([]);
  });

  it('names what may not be listed once, with the rule to add: an error where something is missing', async () => {
    const cluster = aCluster().fault({ verb: 'list', resource: 'persistentvolumes', error: FORBIDDEN });
    cluster.put(
      { ...CLAIMS, namespace: 'shop' },
      { metadata: { name: 'logs', namespace: 'shop' }, spec: { volumeName: 'pv-3' } },
    );
    const { done, journal, stored } = await collectFrom(cluster, { includedNamespaces: ['shop'] });

    await done;

    expect(journal.result.errors).toMatchObject([{ code: 'forbidden', resource: 'persistentvolumes' }]);
    const [{ message } = { message: '' }] = journal.result.errors;
    expect(message).toContain('needs pv-1, pv-3');
    expect(message).toContain('{apiGroups: [""], resources: ["persistentvolumes"], verbs: ["list"]}');
    expect(stored).toContain('priorityclasses.scheduling.k8s.io/high');
  });

  it('warns where nobody can know whether something is missing', async () => {
    const cluster = aCluster().fault({ verb: 'list', resource: `clusterrolebindings.${RBAC}`, error: FORBIDDEN });
    const { done, journal } = await collectFrom(cluster, { includedNamespaces: ['shop'] });

    await done;

    expect(journal.result.errors).toEqual([]);
    expect(journal.result.warnings).toMatchObject([
      { code: 'forbidden', resource: `clusterrolebindings.${RBAC}` },
      { code: 'volume-data-not-covered' },
    ]);
  });

  it('records any other failure of such a list as of every list', async () => {
    const error = new ApiError(500, 'InternalError', 'no leader');
    const cluster = aCluster().fault({ verb: 'list', resource: 'persistentvolumes', error });
    const { done, journal } = await collectFrom(cluster, { includedNamespaces: ['shop'] });

    await done;

    expect(journal.result.errors).toMatchObject([{ code: 'list-failed', resource: 'persistentvolumes' }]);
  });
});
