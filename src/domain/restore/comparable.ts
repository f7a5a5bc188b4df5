import { canonicalText } from '../json/canonical.ts';
import { withoutAt } from '../json/edit.ts';
import { isJsonObject, objectAt, type JsonObject } from '../json/exact-json.ts';
import type { PrepareFacts } from './prepare/facts.ts';
import { NAME_LABEL } from './prepare/kinds/namespaces.ts';
import { BACKUP_LABEL, prepareLive, RESTORE_LABEL } from './prepare/prepare.ts';

/**
 * What a restore would write, as canonical JSON: keys sorted, numbers by their text. A prepared object and the
 * cluster's (`comparableLive`) are alike exactly where their texts are equal. Left out: the labels of a restore, the
 * label in which a Namespace repeats its name, and labels and annotations where there are none, which servers omit.
 */
export function comparable(prepared: JsonObject): string {
  const ownLabels = [BACKUP_LABEL, RESTORE_LABEL, ...(prepared['kind'] === 'Namespace' ? [NAME_LABEL] : [])];
  const unmarked = withoutAt(prepared, ['metadata', 'labels'], ownLabels);
  const metadata = Object.entries(objectAt(unmarked, 'metadata') ?? {});
  const filled = metadata.filter(([, value]) => !(isJsonObject(value) && Object.keys(value).length === 0));
  return canonicalText({ ...unmarked, metadata: Object.fromEntries(filled) });
}

/** The cluster's object as `comparable` tells the archived one that was prepared with these facts. */
export function comparableLive(live: JsonObject, facts: PrepareFacts): string {
  return comparable(prepareLive(live, facts).object);
}
