import { describe, expect, it } from 'vitest';
import { goldenPlan, veleroDid } from './golden-plan.ts';
import { aRestoreSelection } from '../../../../support/restore-builders.ts';

const RESTORES = [
  {
    restore: 'plain',
    policy: {},
    // Every cluster has these; Velero restores Namespaces that are missing, and lists no others.
    onlyOurs: ['default', 'kube-node-lease', 'kube-public', 'kube-system', 'velero'].map(
      (name) => `v1/Namespace ${name}`,
    ),
  },
  {
    restore: 'mapping',
    policy: {
      selection: aRestoreSelection({ includedNamespaces: ['alpha'] }),
      namespaceMapping: new Map([['alpha', 'alpha-copy']]),
    },
    // Without it all Widgets failed.
    onlyOurs: ['apiextensions.k8s.io/v1/CustomResourceDefinition widgets.example.com'],
  },
  {
    restore: 'selected',
    policy: {
      selection: aRestoreSelection({
        labelSelectors: [{ matchLabels: { app: 'web' } }],
        excludedResources: ['pods', 'replicasets'],
        includeClusterResources: false,
      }),
    },
    onlyOurs: [],
  },
];

/** What Velero restores although the cluster keeps it by itself, by kind: the differences that `makerOf` decides. */
const KEPT_BY_CLUSTER = new Set([
  'coordination.k8s.io/v1/Lease apiserver-wlv32tlttr4jl3gtroqexyxapa',
  'discovery.k8s.io/v1/EndpointSlice',
  'networking.k8s.io/v1/IPAddress',
  'networking.k8s.io/v1/ServiceCIDR',
  'v1/ConfigMap kube-root-ca.crt',
  'v1/Endpoints',
  'v1/Service kubernetes',
]);

describe.each(RESTORES)("Velero's restore $restore", ({ restore, policy, onlyOurs }) => {
  it('made the very objects that are planned here, but for those that the cluster keeps', async () => {
    const did = veleroDid(restore);

    const plan = await goldenPlan('full', policy);

    const created = new Set(plan.filter(({ planned }) => planned.action === 'create').map(({ name }) => name));
    const leftOut = [...did].filter(([name, how]) => how !== 'skipped' && !created.has(name)).map(([name]) => name);
    const [kinds, names] = [leftOut.map((name) => name.split(' ')[0]!), leftOut.map((name) => name.split('/').at(-1))];
    const unexplained = leftOut.filter(
      (_, i) => !KEPT_BY_CLUSTER.has(kinds[i]!) && !KEPT_BY_CLUSTER.has(`${kinds[i]} ${names[i]}`),
    );
    expect(unexplained).toEqual([]);
    expect([...created].filter((name) => !did.has(name))).toEqual(onlyOurs);
  });

  it('fails nothing, and leaves nothing out but what has ended or the cluster makes', async () => {
    const plan = await goldenPlan('full', policy);

    const reasons = new Set(plan.flatMap(({ planned }) => planned.reason ?? []));
    expect(plan.filter(({ planned }) => planned.action === 'fail')).toEqual([]);
    expect([...reasons].filter((reason) => !['already-completed', 'made-by-cluster'].includes(reason))).toEqual([]);
  });
});

describe('the careful defaults, on what Velero stored', () => {
  it('row 106: leave out claims whose data is lost, and say so of each', async () => {
    const plan = await goldenPlan('full', { emptyVolumes: 'Skip' });

    const lost = plan.filter(({ planned }) => planned.reason === 'no-volume-data').map(({ name }) => name);
    expect(lost).toEqual(['v1/PersistentVolumeClaim alpha/data-delete', 'v1/PersistentVolumeClaim alpha/data-lost']);
  });

  it('deny what grants power, and warn of no role that every API server makes', async () => {
    const plan = await goldenPlan('full', { allowKinds: [], allowNamespaces: [] });

    const denied = plan.filter(({ planned }) => planned.reason === 'kind-not-allowed').map(({ name }) => name);
    expect(denied.toSorted()).toEqual([
      'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration change-nothing',
      'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy always-true',
      'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding always-true',
      'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration check-nothing',
      'apiregistration.k8s.io/v1/APIService v1.local.example.org',
      'flowcontrol.apiserver.k8s.io/v1/FlowSchema slow-lane',
      'rbac.authorization.k8s.io/v1/ClusterRole MyApp:Admin',
      'rbac.authorization.k8s.io/v1/ClusterRole aggregate-me',
      'rbac.authorization.k8s.io/v1/ClusterRole aggregated',
      'rbac.authorization.k8s.io/v1/ClusterRoleBinding builder-binding',
      'rbac.authorization.k8s.io/v1/ClusterRoleBinding unrelated-binding',
    ]);
    const places = plan.filter(({ planned }) => planned.reason === 'namespace-not-allowed');
    expect([...new Set(places.map(({ planned }) => planned.target ?? planned.ref.name))].toSorted()).toEqual([
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });
});
