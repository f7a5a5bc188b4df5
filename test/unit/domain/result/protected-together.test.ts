import { describe, expect, it } from 'vitest';
import { describeTogether, protectedPlaceOf } from '../../../../src/domain/result/protected-together.ts';

describe('what one protection leaves out', () => {
  it('is of a namespace, which its own object belongs to, or of a type', () => {
    const reason = 'namespace-not-allowed';

    expect(protectedPlaceOf({ item: 'namespaces/shop', reason })).toEqual({ namespace: 'shop' });
    expect(protectedPlaceOf({ item: 'roles.rbac.authorization.k8s.io/shop/a:b', reason })).toEqual({
      namespace: 'shop',
    });
    expect(protectedPlaceOf({ item: 'nodes/a', reason: 'kind-not-allowed' })).toEqual({ resource: 'nodes' });
    expect(protectedPlaceOf({ item: 'configmaps/shop/a', reason: 'exists-and-differs' })).toBeUndefined();
    expect(protectedPlaceOf({ item: 'configmaps/shop/a' })).toBeUndefined();
  });

  it.each([
    [{ namespace: 'shop' }, ['namespaces/shop', 'pods/shop/a'], 'namespaces/shop and 1 object in it'],
    [{ namespace: 'shop' }, ['pods/shop/a', 'namespaces/shop', 'pods/shop/b'], 'namespaces/shop and 2 objects in it'],
    [{ namespace: 'shop' }, ['pods/shop/a', 'pods/shop/b'], '2 objects in namespace shop'],
    [{ resource: 'nodes' }, ['nodes/a', 'nodes/b'], '2 objects of nodes'],
  ])('is counted: %o, %o', (place, items, text) => {
    expect(
      describeTogether(
        place,
        items.map((item) => ({ item })),
      ),
    ).toBe(text);
  });
});
