import { without } from '../../json/edit.ts';
import { objectAt, textAt, valueAt, type JsonObject, type JsonValue } from '../../json/exact-json.ts';
import { asStarted } from '../apps/as-started.ts';
import type { Modified } from '../modifiers/modified.ts';
import type { PrepareFacts } from './facts.ts';
import { neverRestored, type NeverRestored } from './never-restored.ts';
import { reset } from './reset.ts';

/** The labels by which what a restore made is found again, Velero's own. */
export const BACKUP_LABEL = 'velero.io/backup-name';

/** As `BACKUP_LABEL`, for the restore's name. */
export const RESTORE_LABEL = 'velero.io/restore-name';

/** An archived object made ready to be submitted, or why it must not be. */
export type Prepared = Submittable | NeverRestored | Unmodifiable;

/** An object that resource modifiers are about, and whose patches do not apply: without them it must not be restored. */
export interface Unmodifiable {
  readonly fail: 'modifier-failed';
  readonly detail: string;
  readonly modified: Modified;
}

/** What is submitted. */
export interface Submittable {
  readonly object: JsonObject;
  /** What the archive has as status, to be written by itself after the object; only where it is wanted. */
  readonly status?: JsonValue;
  /** What the archive has as `managedFields`, to be put back last of all; only where that is wanted. */
  readonly managedFields?: JsonValue;
  /** What resource modifiers did, where there are any. */
  readonly modified?: Modified;
}

/** On an object it says whether its status is restored, whatever the policy says of its type. */
const STATUS_ANNOTATION = 'velero.io/restore-status';

/**
 * Makes of an archived object the one that is submitted, as Velero does (`restoreItem` in `pkg/restore/restore.go` and
 * its built-in restore item actions). Pure: the archived object is left as it is, numbers keep their text, fields that
 * nobody knows stay. Namespaces never get the labels of a restore.
 */
export function prepare(archived: JsonObject, facts: PrepareFacts): Prepared {
  const object = asStarted(archived, facts.type);
  const skipped = neverRestored(object, facts.type);
  if (skipped !== undefined) return skipped;
  const plain = reset(object, facts);
  const modified = facts.modify?.(placed(plain, textAt(object, 'metadata', 'namespace')));
  if (modified !== undefined && modified.failures.length > 0) {
    return { fail: 'modifier-failed', detail: modified.failures.join('; '), modified };
  }
  const status = object['status'] as JsonValue | undefined;
  const managedFields = valueAt(object, 'metadata', 'managedFields') as JsonValue | undefined;
  return {
    object: marked(modified === undefined ? plain : placed(modified.object, facts.target), facts),
    ...(modified !== undefined && { modified }),
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
 * there; nothing mapped, for its names are the cluster's already, unless that is asked for; and where a claim is not to be
 * bound to the volume it had, without the volume that it found.
 */
export function prepareLive(
  live: JsonObject,
  facts: PrepareFacts,
  mapping: PrepareFacts['mapping'] = new Map(),
): Submittable {
  const plain = reset(live, { ...facts, mapping, volume: facts.volume ?? 'provision' });
  return { object: marked(plain, facts) };
}

/** The object in a namespace, or in none. */
function placed(object: JsonObject, namespace: string | undefined): JsonObject {
  const metadata = without(objectAt(object, 'metadata') ?? {}, ['namespace']);
  return { ...object, metadata: namespace === undefined ? metadata : { ...metadata, namespace } };
}

function marked(plain: JsonObject, { type, backupLabel, restoreLabel }: PrepareFacts): JsonObject {
  if (type.group === '' && type.resource === 'namespaces') return plain;
  const metadata = objectAt(plain, 'metadata') ?? {};
  const labels = { ...objectAt(metadata, 'labels'), [BACKUP_LABEL]: backupLabel, [RESTORE_LABEL]: restoreLabel };
  return { ...plain, metadata: { ...metadata, labels } };
}
