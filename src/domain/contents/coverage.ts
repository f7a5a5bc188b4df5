import type { Backup } from '../backup/backup.ts';
import type { ItemRef } from '../item.ts';
import { isJsonObject } from '../json/exact-json.ts';

/**
 * Whether a backup would hold an object that it does not hold, had that been there: so that what is missing from it came
 * later. Judged by the spec in its commit object and by the places that it holds anything of; with doubts, no.
 */
export function wouldHold(
  { document }: Pick<Backup, 'document'>,
  items: readonly ItemRef[],
): (ref: ItemRef) => boolean {
  const spec = isJsonObject(document['spec']) ? document['spec'] : {};
  const { includedNamespaces, labelSelector, orLabelSelectors } = spec;
  if (isSaid(labelSelector) || isSaid(orLabelSelectors)) return () => false;
  const isOfAllNamespaces = !Array.isArray(includedNamespaces) || includedNamespaces.includes('*');
  const namespaces = new Set(items.map(({ namespace }) => namespace));
  return ({ namespace }) => (namespace === undefined ? isOfAllNamespaces : namespaces.has(namespace));
}

function isSaid(value: unknown): boolean {
  return isJsonObject(value) ? Object.keys(value).length > 0 : Array.isArray(value) && value.length > 0;
}
