import type { RestoredItem } from './result.ts';

/** Where a protection holds: one namespace as archived, or one type (`clusterroles.rbac.authorization.k8s.io`). */
export type ProtectedPlace = { readonly namespace: string } | { readonly resource: string };

/** By what protection an item is left out; undefined where it is not, or for another reason. */
export function protectedPlaceOf({ item, reason }: Pick<RestoredItem, 'item' | 'reason'>): ProtectedPlace | undefined {
  const [type = '', first = ''] = item.split('/');
  if (reason === 'namespace-not-allowed') return { namespace: first };
  return reason === 'kind-not-allowed' ? { resource: type } : undefined;
}

/** `namespaces/kube-system and 14 objects in it`: what several items that one protection leaves out are, without a verb. */
export function describeTogether(place: ProtectedPlace, items: readonly Pick<RestoredItem, 'item'>[]): string {
  if ('resource' in place) return `${items.length} objects of ${place.resource}`;
  const itself = `namespaces/${place.namespace}`;
  const inIt = items.filter(({ item }) => item !== itself).length;
  if (inIt === items.length) return `${inIt} objects in namespace ${place.namespace}`;
  return `${itself} and ${inIt} ${inIt === 1 ? 'object' : 'objects'} in it`;
}
