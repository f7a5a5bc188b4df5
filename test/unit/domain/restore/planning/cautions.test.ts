import { describe, expect, it } from 'vitest';
import type { PlannedAction } from '../../../../../src/domain/restore/plan.ts';
import { Cautions } from '../../../../../src/domain/restore/planning/cautions.ts';
import { ownedBy } from '../../../../../src/domain/restore/ties/gitops-owner.ts';
import { refOf } from '../../../../support/restore-builders.ts';

type Shown = readonly [item: string, action: PlannedAction, object: Readonly<Record<string, unknown>>];

function warnings(shown: readonly Shown[], mapping: Readonly<Record<string, string>> = {}): string[] {
  const cautions = new Cautions(new Map(Object.entries(mapping)), ['', 'apps', 'gateway.example.com', 'argoproj.io']);
  for (const [item, action, object] of shown) {
    const ref = refOf(item);
    const target = ref.namespace === undefined ? undefined : (mapping[ref.namespace] ?? ref.namespace);
    cautions.add({ planned: { ref, action, target }, object, owner: ownedBy(object) });
  }
  return cautions.warnings().map(({ code, message }) => `${code}: ${message}`);
}

const OF_ARGO = { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x' } } };
const OF_HELM = {
  metadata: {
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'web' },
  },
};
const finalized = (...finalizers: string[]) => ({ metadata: { finalizers } });

describe('Cautions', () => {
  it('warns once for each GitOps tool that keeps what will be written', () => {
    const said = warnings([
      ['configmaps/shop/a', 'create', OF_ARGO],
      ['configmaps/shop/b', 'update', OF_ARGO],
      ['configmaps/shop/c', 'unchanged', OF_ARGO],
      ['configmaps/shop/d', 'skip', OF_ARGO],
      ['configmaps/shop/e', 'create', OF_HELM],
    ]);

    expect(said).toEqual([
      'owned-by-gitops: Argo CD (shop) keeps 2 objects of this restore as its repository says, and may undo it; suspend it, or restore through the repository',
    ]);
  });

  it('warns of copies that Argo CD may take for its own', () => {
    const labelled = { metadata: { labels: { 'app.kubernetes.io/instance': 'web' } } };
    const said = warnings(
      [
        ['configmaps/shop/a', 'create', labelled],
        ['configmaps/bank/a', 'create', labelled],
      ],
      { shop: 'copy' },
    );

    expect(said).toEqual([
      "owned-by-gitops: A copy has the label app.kubernetes.io/instance: web; an Argo CD that tracks by this label takes them for its application's, and may prune them",
    ]);
  });

  it('row 95: warns once for each finalizer that nobody may be there to take off', () => {
    const said = warnings([
      ['configmaps/shop/a', 'create', finalized('operator.gone.io/cleanup')],
      ['configmaps/shop/b', 'create', finalized('operator.gone.io/cleanup')],
      ['persistentvolumeclaims/shop/c', 'create', finalized('kubernetes.io/pvc-protection', 'foregroundDeletion')],
      ['services/shop/d', 'create', finalized('service.kubernetes.io/load-balancer-cleanup')],
      ['gateways.gateway.example.com/shop/e', 'create', finalized('gateway.example.com/x', 'example.com/y')],
      ['configmaps/shop/f', 'unchanged', finalized('another.gone.io/cleanup')],
    ]);

    expect(said).toEqual([
      'finalizer-kept: configmaps/shop/a and 1 more keep the finalizer operator.gone.io/cleanup, and the cluster serves nothing of whoever takes it off: they could not be deleted',
    ]);
  });

  it('warns of each object that still names a mapped namespace, without its values', () => {
    const object = { data: { url: 'postgres://user:secret@db.shop.svc:5432' } };

    expect(warnings([['configmaps/shop/a', 'create', object]], { shop: 'copy' })).toEqual([
      'reference-not-rewritten: configmaps/shop/a still names a namespace that was mapped, in data.url',
    ]);
    expect(warnings([['configmaps/shop/a', 'create', object]])).toEqual([]);
  });

  it('names the first hundred of them, in the order of their names, and counts the others', () => {
    const object = { data: { host: 'db.shop.svc' } };
    const names = Array.from({ length: 150 }, (_, i) => `configmaps/shop/c${String(150 - i).padStart(3, '0')}`);

    const said = warnings(
      names.map((name) => [name, 'create', object]),
      { shop: 'copy' },
    );

    expect(said).toHaveLength(101);
    expect(said[0]).toContain('configmaps/shop/c001');
    expect(said.at(-1)).toBe('reference-not-rewritten: 50 more objects still name a namespace that was mapped');
  });

  it('warns of workloads that a mapping brings to other powers, or other powers to them', () => {
    const containers = [{ name: 'main', securityContext: { privileged: true } }];
    const pod = { containers, serviceAccountName: 'runner', volumes: [{ hostPath: { path: '/' } }], hostPID: true };
    const shown: Shown[] = [
      ['pods/shop/a', 'create', { spec: pod }],
      ['deployments.apps/shop/b', 'create', { spec: { template: { spec: { ...pod, serviceAccountName: 'web' } } } }],
      ['cronjobs.batch/shop/c', 'unknown', { spec: { jobTemplate: { spec: { template: { spec: pod } } } } }],
      ['deployments.apps/shop/d', 'skip', { spec: { template: { spec: { ...pod, serviceAccountName: 'x' } } } }],
      ['serviceaccounts/shop/web', 'create', {}],
    ];

    expect(warnings(shown, { shop: 'copy' })).toEqual([
      'workload-mapped: pods/shop/a and 2 more go into namespace copy with privileged containers',
      'workload-mapped: pods/shop/a and 2 more go into namespace copy with hostPath volumes',
      'workload-mapped: pods/shop/a and 2 more go into namespace copy with hostPID',
      'workload-mapped: pods/shop/a and 1 more go into namespace copy with its ServiceAccount runner, which this restore does not make',
    ]);
    expect(warnings(shown)).toEqual([]);
  });
});
