import { describe, expect, it } from 'vitest';
import { ReconcilerBook, reconcilersOf } from '../../../../../src/domain/restore/apps/reconcilers.ts';

const APPLICATION = { group: 'argoproj.io', resource: 'applications' };

function labelled(labels: Readonly<Record<string, string>>) {
  return { metadata: { labels } };
}

function tracked(id: string) {
  return { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': id } } };
}

describe('who keeps an object as a repository says', () => {
  it.each([
    ['shop:apps/Deployment:shop/web', { ...APPLICATION, namespace: undefined, name: 'shop' }],
    ['team-a_shop:apps/Deployment:shop/web', { ...APPLICATION, namespace: 'team-a', name: 'shop' }],
  ])('is told by the tracking annotation of Argo CD: %s', (id, expected) => {
    expect(reconcilersOf(tracked(id))).toEqual([expected]);
  });

  it('is told by the instance label of Argo CD', () => {
    const object = labelled({ 'argocd.argoproj.io/instance': 'shop' });

    expect(reconcilersOf(object)).toEqual([{ ...APPLICATION, namespace: undefined, name: 'shop' }]);
  });

  it.each([
    ['kustomize', 'kustomizations'],
    ['helm', 'helmreleases'],
  ])('is told by the labels of Flux’s %s controller', (controller, resource) => {
    const group = `${controller}.toolkit.fluxcd.io`;
    const object = labelled({ [`${group}/name`]: 'apps', [`${group}/namespace`]: 'flux-system' });

    expect(reconcilersOf(object)).toEqual([{ group, resource, namespace: 'flux-system', name: 'apps' }]);
  });

  it('is nobody for what Helm alone has installed, or what bears no mark', () => {
    const ofHelm = labelled({ 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'shop' });

    expect([reconcilersOf(ofHelm), reconcilersOf({})]).toEqual([[], []]);
  });

  it('is noted once, however many objects they keep', () => {
    const book = new ReconcilerBook();

    for (const kind of ['Deployment', 'Service']) book.see(tracked(`shop:apps/${kind}:shop/web`));

    expect(book.all).toHaveLength(1);
  });
});
