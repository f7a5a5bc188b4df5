import type { ItemName } from './selection.ts';

/**
 * `deployments/shop/web` or, for cluster-scoped objects, `clusterroles/shop-admin`; undefined for anything else. What
 * spells a type, a namespace or a name is not judged here.
 */
export function parseItemName(text: string): ItemName | undefined {
  const parts = text.split('/');
  if (parts.includes('')) return undefined;
  const [resource, first, second] = parts;
  if (resource === undefined || first === undefined || parts.length > 3) return undefined;
  return second === undefined
    ? { resource, namespace: undefined, name: first }
    : { resource, namespace: first, name: second };
}
