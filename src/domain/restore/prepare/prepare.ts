import { objectAt, textAt, type JsonObject, type JsonValue } from '../../json/exact-json.ts';
import { hasEnded, makerOf } from '../made-by-cluster.ts';
import type { ReasonCode } from '../reason.ts';
import type { PrepareFacts } from './facts.ts';
import { reset } from './reset.ts';

/** The labels by which what a restore made is found again, Velero's own. */
export const BACKUP_LABEL = 'velero.io/backup-name';

/** As `BACKUP_LABEL`, for the restore's name. */
export const RESTORE_LABEL = 'velero.io/restore-name';

/** An archived object made ready to be submitted, or why it must not be, whatever the cluster holds. */
export type Prepared =
  | {
      readonly object: JsonObject;
      /** What the archive has as status, to be written by itself after the object; only where it is wanted. */
      readonly status?: JsonValue;
    }
  | {
      readonly skip: ReasonCode;
      /** Half a sentence; holds no value of a secret. */
      readonly detail: string;
    };

/**
 * Makes of an archived object the one that is submitted, as Velero does (`restoreItem` in `pkg/restore/restore.go` and
 * its built-in restore item actions). Pure: the archived object is left as it is, numbers keep their text, fields that
 * nobody knows stay. Namespaces never get the labels of a restore.
 */
export function prepare(object: JsonObject, facts: PrepareFacts): Prepared {
  const { type, statusWanted } = facts;
  const ref = {
    ...type,
    namespace: textAt(object, 'metadata', 'namespace'),
    name: textAt(object, 'metadata', 'name') ?? '',
  };
  if (hasEnded(ref, object)) return { skip: 'already-completed', detail: 'it had ended when it was backed up' };
  const maker = makerOf(ref, object);
  if (maker !== undefined) return { skip: 'made-by-cluster', detail: maker };

  const plain = reset(object, facts);
  const isNamespace = type.group === '' && type.resource === 'namespaces';
  const prepared = isNamespace ? plain : marked(plain, facts);
  const status = object['status'];
  return statusWanted && status !== undefined
    ? { object: prepared, status: status as JsonValue }
    : { object: prepared };
}

function marked(object: JsonObject, { backupLabel, restoreLabel }: PrepareFacts): JsonObject {
  const metadata = objectAt(object, 'metadata') ?? {};
  const labels = { ...objectAt(metadata, 'labels'), [BACKUP_LABEL]: backupLabel, [RESTORE_LABEL]: restoreLabel };
  return { ...object, metadata: { ...metadata, labels } };
}
