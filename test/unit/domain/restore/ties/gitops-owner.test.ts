import { describe, expect, it } from 'vitest';
import { formatOwner, ownedBy } from '../../../../../src/domain/restore/ties/gitops-owner.ts';

const owner = (labels: Readonly<Record<string, string>>, annotations: Readonly<Record<string, string>> = {}) => {
  const found = ownedBy({ metadata: { labels, annotations } });
  return found && formatOwner(found);
};

describe('ownedBy', () => {
  it.each([
    ['Argo CD (shop)', {}, { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' }],
    ['Argo CD (shop)', { 'argocd.argoproj.io/instance': 'shop' }, {}],
    ['Flux (flux-system/apps)', fluxLabels('kustomize', 'apps'), {}],
    ['Flux (flux-system/web)', fluxLabels('helm', 'web'), {}],
    [
      'Helm (shop/web)',
      { 'app.kubernetes.io/managed-by': 'Helm' },
      { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
    ],
  ])('knows the marks of %s', (expected, labels, annotations) => {
    expect(owner(labels, annotations)).toBe(expected);
  });

  it('names the tool that looks again by itself where Helm only rendered', () => {
    const labels = { 'app.kubernetes.io/managed-by': 'Helm', ...fluxLabels('helm', 'web') };

    expect(owner(labels, { 'meta.helm.sh/release-name': 'web' })).toBe('Flux (flux-system/web)');
  });

  it('takes nobody for an owner by a label that everybody sets', () => {
    expect(owner({ 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'web' })).toBeUndefined();
    expect(ownedBy({})).toBeUndefined();
  });
});

function fluxLabels(controller: string, name: string): Record<string, string> {
  return {
    [`${controller}.toolkit.fluxcd.io/name`]: name,
    [`${controller}.toolkit.fluxcd.io/namespace`]: 'flux-system',
  };
}
