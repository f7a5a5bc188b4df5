import { describe, expect, it } from 'vitest';
import { orderedItemMissing, orderedItems } from '../../../../../src/domain/backup/planning/ordered-items.ts';
import { formatItemRef } from '../../../../../src/domain/item.ts';
import { anItemRef, aResourceType } from '../../../../support/builders.ts';

const TYPES = [
  aResourceType(),
  aResourceType({
    group: 'apps',
    resource: 'deployments',
    kind: 'Deployment',
    singular: 'deployment',
    shortNames: ['deploy'],
  }),
  aResourceType({ resource: 'persistentvolumes', kind: 'PersistentVolume', shortNames: ['pv'], namespaced: false }),
];

const ordered = (written: Record<string, readonly string[]>) => orderedItems(new Map(Object.entries(written)), TYPES);

describe('orderedItems', () => {
  it('keeps types and names in the order written, by any name of a type', () => {
    const { items, warnings } = ordered({ cm: ['shop/b', 'shop/a'], Deployment: ['shop/web'], pv: ['pv-2', 'pv-1'] });

    expect(items.map(({ ref }) => formatItemRef(ref))).toEqual([
      'configmaps/shop/b',
      'configmaps/shop/a',
      'deployments.apps/shop/web',
      'persistentvolumes/pv-2',
      'persistentvolumes/pv-1',
    ]);
    expect(warnings).toEqual([]);
  });

  it('warns of a type that the cluster does not have', () => {
    expect(ordered({ gadgets: ['shop/a'] })).toMatchObject({
      items: [],
      warnings: [{ code: 'resource-not-found', resource: 'gadgets' }],
    });
  });
});

it('names what is missing', () => {
  expect(orderedItemMissing(anItemRef())).toMatchObject({
    code: 'ordered-item-missing',
    message: expect.stringContaining(formatItemRef(anItemRef())),
  });
});
