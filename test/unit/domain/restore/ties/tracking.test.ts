import { describe, expect, it } from 'vitest';
import { losesTracking, withoutTracking } from '../../../../../src/domain/restore/ties/tracking.ts';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import { refOf } from '../../../../support/restore-builders.ts';

const namespaceMapping = new Map([
  ['shop', 'shop-copy'],
  ['bank', 'bank'],
]);

function loses(gitOpsTracking: RestorePolicy['gitOpsTracking'], item: string, target?: string): boolean {
  return losesTracking({ gitOpsTracking, namespaceMapping }, refOf(item), target);
}

describe('losesTracking', () => {
  it('is about copies in other namespaces alone, and the Namespaces that they get', () => {
    expect(loses('StripFromCopies', 'configmaps/shop/a', 'shop-copy')).toBe(true);
    expect(loses('StripFromCopies', 'namespaces/shop')).toBe(true);
    expect(loses('StripFromCopies', 'configmaps/bank/a', 'bank')).toBe(false);
    expect(loses('StripFromCopies', 'configmaps/vault/a', 'vault')).toBe(false);
    expect(loses('StripFromCopies', 'namespaces/vault')).toBe(false);
    expect(loses('StripFromCopies', 'clusterroles.rbac.authorization.k8s.io/a')).toBe(false);
  });

  it('knows a copy in the cluster by where it is', () => {
    expect(loses('StripFromCopies', 'configmaps/shop-copy/a', 'shop-copy')).toBe(true);
    expect(loses('StripFromCopies', 'namespaces/shop-copy')).toBe(true);
  });

  it('is about everything or nothing where the policy says so', () => {
    expect(loses('Strip', 'configmaps/vault/a', 'vault')).toBe(true);
    expect(loses('Keep', 'configmaps/shop/a', 'shop-copy')).toBe(false);
  });
});

describe('withoutTracking', () => {
  const object = (labels: object, annotations: object) => ({ metadata: { name: 'web', labels, annotations } });

  it('takes the marks of Argo CD, Flux and Helm, and leaves the others', () => {
    const marked = object(
      {
        app: 'web',
        'app.kubernetes.io/managed-by': 'Helm',
        'argocd.argoproj.io/instance': 'shop',
        'helm.toolkit.fluxcd.io/name': 'web',
        'helm.toolkit.fluxcd.io/namespace': 'shop',
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      },
      {
        'argocd.argoproj.io/installation-id': 'one',
        'argocd.argoproj.io/sync-wave': '1',
        'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web',
        'meta.helm.sh/release-name': 'web',
        'meta.helm.sh/release-namespace': 'shop',
      },
    );

    expect(withoutTracking(marked)).toEqual(object({ app: 'web' }, { 'argocd.argoproj.io/sync-wave': '1' }));
  });

  it('leaves labels that a template gave to Pods, and by which Services may select them', () => {
    const pod = object({ 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'web' }, { a: 'b' });

    expect(withoutTracking(pod)).toBe(pod);
  });

  it('leaves the label of another manager', () => {
    const labels = { 'app.kubernetes.io/managed-by': 'operator' };

    expect(withoutTracking(object(labels, { 'meta.helm.sh/release-name': 'web', a: 'b' }))).toEqual(
      object(labels, { a: 'b' }),
    );
  });
});
