import { describe, expect, it } from 'vitest';
import { parseItemName } from '../../../../src/domain/restore/item-name.ts';

describe('the name of an item', () => {
  it('has a namespace in the middle, or none', () => {
    expect(parseItemName('deployments.apps/shop/web')).toEqual({
      resource: 'deployments.apps',
      namespace: 'shop',
      name: 'web',
    });
    expect(parseItemName('clusterroles/system:node')).toEqual({
      resource: 'clusterroles',
      namespace: undefined,
      name: 'system:node',
    });
  });

  it.each(['web', 'deployments/', '/shop/web', 'deployments//web', 'apps/deployments/shop/web', ''])(
    'is not %j',
    (text) => {
      expect(parseItemName(text)).toBeUndefined();
    },
  );
});
