import type { ItemRef } from '../../item.ts';
import type { JsonObject } from '../../json/exact-json.ts';
import { makerOf } from './made-by-cluster.ts';

/**
 * Whether an object of the cluster shows that its namespace is in use: everything does but what each namespace gets by
 * itself, the ServiceAccount `default` and what the cluster keeps. What is in no namespace fills none.
 */
export function fillsNamespace(ref: ItemRef, object: JsonObject): boolean {
  if (ref.namespace === undefined) return false;
  if (ref.group === '' && ref.resource === 'serviceaccounts' && ref.name === 'default') return false;
  return makerOf(ref, object) === undefined;
}
