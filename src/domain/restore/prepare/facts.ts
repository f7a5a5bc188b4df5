import type { RestoreHooks } from '../../hooks/restore-hooks.ts';
import type { JsonObject } from '../../json/exact-json.ts';
import type { Modified } from '../modifiers/modified.ts';
import type { GroupResource } from '../../resource.ts';

/** What must be known, beside the object itself, to make of an archived object the one that is submitted. */
export interface PrepareFacts {
  readonly type: GroupResource;
  /** From namespaces of the archive to those of the cluster; the others keep their names. */
  readonly mapping: ReadonlyMap<string, string>;
  /** The namespace the object goes to; undefined for cluster-scoped ones. */
  readonly target: string | undefined;
  readonly preserveNodePorts: boolean;
  /**
   * For a claim: whether it shall be bound to the volume it had (`rebind`) or get a new one (`provision`); undefined for
   * claims that never had a volume, and for everything else.
   */
  readonly volume: 'rebind' | 'provision' | undefined;
  /** Whether the status is to be written too (Velero's `restoreStatus`), unless the object itself says otherwise. */
  readonly statusWanted: boolean;
  /** Whether `managedFields` are to be put back as archived, in a second write. */
  readonly managedFieldsWanted: boolean;
  /** Whether finalizers stay. */
  readonly keepsFinalizers: boolean;
  /** Whether the object loses what marks it as a GitOps tool's. */
  readonly losesTracking: boolean;
  /** Whether what a claim says of a snapshot as its source goes: snapshots are not restored (`restorePVs: false`). */
  readonly losesSnapshots: boolean;
  /** What resource modifiers make of the object, in its archived namespace; unset where there are none. */
  readonly modify?: (object: JsonObject) => Modified;
  /** What Pods are restored with beside what is theirs; unset: nothing. */
  readonly hooks?: RestoreHooks | undefined;
  /** Value of the label `velero.io/backup-name`: the backup's name, fit for a label. */
  readonly backupLabel: string;
  /** Value of the label `velero.io/restore-name`, likewise. */
  readonly restoreLabel: string;
}

/** One change of one kind of object; gets the object as archived, status and `managedFields` included. */
export type Step = (object: JsonObject, facts: PrepareFacts) => JsonObject;
