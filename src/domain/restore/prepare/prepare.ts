import { objectAt, textAt, valueAt, type JsonObject, type JsonValue } from '../../json/exact-json.ts';
import type { PrepareFacts } from './facts.ts';
import { neverRestored, type NeverRestored } from './never-restored.ts';
import { reset } from './reset.ts';

/** The labels by which what a restore made is found again, Velero's own. */
export const BACKUP_LABEL = 'velero.io/backup-name';

/** As `BACKUP_LABEL`, for the restore's name. */
export const RESTORE_LABEL = 'velero.io/restore-name';

/** An archived object made ready to be submitted, or why it must not be. */
export type Prepared = Submittable | NeverRestored;

/** What is submitted. */
export interface Submittable {
  readonly object: JsonObject;
  /** What the archive has as status, to be written by itself after the object; only where it is wanted. */
  readonly status?: JsonValue;
  /** What the archive has as `managedFields`, to be put back last of all; only where that is wanted. */
  readonly managedFields?: JsonValue;
}

/** On an object it says whether its status is restored, whatever the policy says of its type. */
const STATUS_ANNOTATION = 'velero.io/restore-status';

/**
 * Makes of an archived object the one that is submitted, as Velero does (`restoreItem` in `pkg/restore/restore.go` and
 * its built-in restore item actions). Pure: the archived object is left as it is, numbers keep their text, fields that
 * nobody knows stay. Namespaces never get the labels of a restore.
 */
export function prepare(object: JsonObject, facts: PrepareFacts): Prepared {
  const skipped = neverRestored(object, facts.type);
  if (skipped !== undefined) return skipped;
  const prepared = submittable(object, facts);
  const status = object['status'] as JsonValue | undefined;
  const managedFields = valueAt(object, 'metadata', 'managedFields') as JsonValue | undefined;
  return {
    object: prepared,
    ...(isStatusWanted(object, facts) && status !== undefined && { status }),
    ...(facts.managedFieldsWanted && managedFields !== undefined && { managedFields }),
  };
}

/** Whether an object's status is written: its own annotation decides, where that is true or false, else the policy. */
export function isStatusWanted(object: JsonObject, { statusWanted }: Pick<PrepareFacts, 'statusWanted'>): boolean {
  const said = textAt(object, 'metadata', 'annotations', STATUS_ANNOTATION)?.trim().toLowerCase();
  return said === 'true' || (said !== 'false' && statusWanted);
}

/**
 * The cluster's object as `prepare` makes the archived one with these facts, to compare both: never left out, for it is
 * there; nothing mapped, for its names are the cluster's already; and where a claim is not to be bound to the volume it
 * had, without the volume that it found.
 */
export function prepareLive(live: JsonObject, facts: PrepareFacts): Submittable {
  return { object: submittable(live, { ...facts, mapping: new Map(), volume: facts.volume ?? 'provision' }) };
}

function submittable(object: JsonObject, facts: PrepareFacts): JsonObject {
  const { type, backupLabel, restoreLabel } = facts;
  const plain = reset(object, facts);
  if (type.group === '' && type.resource === 'namespaces') return plain;
  const metadata = objectAt(plain, 'metadata') ?? {};
  const labels = { ...objectAt(metadata, 'labels'), [BACKUP_LABEL]: backupLabel, [RESTORE_LABEL]: restoreLabel };
  return { ...plain, metadata: { ...metadata, labels } };
}
