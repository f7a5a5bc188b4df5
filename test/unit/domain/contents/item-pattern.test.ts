import { describe, expect, it } from 'vitest';
import { findItems, parseItemPattern } from '../../../../src/domain/contents/item-pattern.ts';
import { formatItemRef } from '../../../../src/domain/item.ts';
import { contentsOf } from '../../../support/restore-builders.ts';

const CONTENTS = contentsOf([
  'configmaps/shop/settings',
  'configmaps/blog/settings',
  'deployments.apps/shop/web',
  'clusterroles.rbac.authorization.k8s.io/admin',
  'widgets.example.com/shop/one',
]);

function find(text: string, namespace?: string) {
  const { items, unmatched } = findItems(CONTENTS, [parseItemPattern(text)!], namespace);
  return { items: items.map(formatItemRef), unmatched };
}

describe('a pattern for items', () => {
  it.each([
    ['configmaps/shop/settings', ['configmaps/shop/settings']],
    ['cm/settings', ['configmaps/shop/settings', 'configmaps/blog/settings']],
    ['deployment/shop/w*', ['deployments.apps/shop/web']],
    ['deploy', ['deployments.apps/shop/web']],
    ['clusterroles/admin', ['clusterroles.rbac.authorization.k8s.io/admin']],
    ['*.example.com', ['widgets.example.com/shop/one']],
    ['*/shop/*', ['configmaps/shop/settings', 'deployments.apps/shop/web', 'widgets.example.com/shop/one']],
  ])('%s means %j', (text, items) => {
    expect(find(text)).toEqual({ items, unmatched: [] });
  });

  it('is narrowed by a namespace unless it names one', () => {
    expect(find('cm/settings', 'blog').items).toEqual(['configmaps/blog/settings']);
    expect(find('cm/shop/settings', 'blog').items).toEqual(['configmaps/shop/settings']);
    expect(find('clusterroles', 'blog').items).toEqual([]);
  });

  it.each([
    ['cm/shop/setings', 'cm/shop/setings: the backup holds no such item; did you mean settings?'],
    [
      'widget.example.org',
      'widget.example.org: the backup holds no widget.example.org; did you mean widgets.example.com?',
    ],
    ['secrets', 'secrets: the backup holds no secrets'],
    ['cm/shpo/settings', 'cm/shpo/settings: the backup holds nothing in namespace shpo; did you mean shop?'],
    ['cm/blog/web', 'cm/blog/web: the backup holds no such item'],
    ['deploy/shop/settings', 'deploy/shop/settings: the backup holds no such item'],
    ['cm/nowhere/*', 'cm/nowhere/*: the backup holds nothing in namespace nowhere'],
  ])('%s means nothing, which is said', (text, message) => {
    expect(find(text).unmatched).toEqual([message]);
  });

  it('names the namespace that narrows a pattern, where the backup holds nothing in it', () => {
    expect(find('*', 'shp').unmatched).toEqual(['*: the backup holds nothing in namespace shp; did you mean shop?']);
    expect(find('cm', 'shp').unmatched).toEqual(['cm: the backup holds nothing in namespace shp; did you mean shop?']);
  });

  it('suggests no name that only another namespace has', () => {
    const contents = contentsOf(['configmaps/shop/settings', 'configmaps/blog/theme']);

    const { unmatched } = findItems(contents, [parseItemPattern('cm/blog/setings')!], undefined);

    expect(unmatched).toEqual(['cm/blog/setings: the backup holds no such item']);
  });

  it.each(['', '/', 'cm/', 'a/b/c/d', '/shop/web'])('%j is none', (text) => {
    expect(parseItemPattern(text)).toBeUndefined();
  });
});
