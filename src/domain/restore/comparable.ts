import { canonicalText } from '../json/canonical.ts';
import { withoutAt } from '../json/edit.ts';
import { isJsonObject, objectAt, type JsonObject } from '../json/exact-json.ts';
import type { PrepareFacts } from './prepare/facts.ts';
import { NAME_LABEL } from './prepare/kinds/namespaces.ts';
import { BACKUP_LABEL, RESTORE_LABEL } from './prepare/prepare.ts';
import { reset } from './prepare/reset.ts';

/**
 * What a restore would write, as canonical JSON (keys sorted, numbers by their text), so that an archived object and
 * the cluster's are alike exactly where their texts are equal. Left out: the labels of a restore; the label in which a
 * namespace repeats its name; and the volume of a claim that is not to be bound to the one it had, for another one does
 * as well. `object` is prepared.
 */
export function comparable(object: JsonObject, facts: Pick<PrepareFacts, 'type' | 'volume'>): string {
  const { type, volume } = facts;
  const unmarked = withoutAt(object, ['metadata', 'labels'], [BACKUP_LABEL, RESTORE_LABEL, NAME_LABEL]);
  const isClaim = type.group === '' && type.resource === 'persistentvolumeclaims';
  const unbound = isClaim && volume !== 'rebind' ? withoutAt(unmarked, ['spec'], ['volumeName']) : unmarked;
  return canonicalText(withoutEmptyMetadata(unbound));
}

/** The cluster's object as `comparable` text: prepared like the archived one, but named in the cluster's own terms. */
export function comparableLive(live: JsonObject, facts: PrepareFacts): string {
  return comparable(reset(live, { ...facts, mapping: new Map() }), facts);
}

/** Without labels and annotations where there are none left: the API server omits them then. */
function withoutEmptyMetadata(object: JsonObject): JsonObject {
  const metadata = Object.entries(objectAt(object, 'metadata') ?? {});
  const filled = metadata.filter(([, value]) => !(isJsonObject(value) && Object.keys(value).length === 0));
  return { ...object, metadata: Object.fromEntries(filled) };
}
