import type { RestoreHooks } from '../hooks/restore-hooks.ts';
import type { Telling } from '../notify/receiver.ts';
import type { SuccessCondition } from './conditions/success-condition.ts';
import type { ReplaceRules } from './replace/replace.ts';
import type { RestoreSelection } from './selection.ts';

/** What a `RestorePolicy` document says, with every default in place. */
export interface RestorePolicy extends Telling {
  readonly kind: 'RestorePolicy';
  readonly name: string;
  /** Name of a `StorageLocation`. */
  readonly storageLocation: string;
  /** What the restore is found by, for people; unset for nothing. */
  readonly marks?: RestoreMarks;
  readonly source: RestoreSource;
  readonly selection: RestoreSelection;
  /** From namespaces of the archive to those of the cluster; the others keep their names. */
  readonly namespaceMapping: ReadonlyMap<string, string>;
  /** What becomes of an object that exists and differs: left as it is, or changed to what the archive holds. */
  readonly existingResourcePolicy: 'none' | 'update';
  /** The same by type, names and patterns as written: the first that fits decides. */
  readonly existingResourcePolicies: ReadonlyMap<string, ExistingPolicy>;
  /** Name of the ConfigMap with Velero's resource modifiers, beside the runner. */
  readonly resourceModifier: string | undefined;
  readonly hooks: RestoreHooks;
  /** Whether `managedFields` are put back as archived. */
  readonly managedFields: 'Drop' | 'Restore';
  /** Whether owners that are restored too, or exist, are written with their new UIDs. */
  readonly ownerReferences: 'Drop' | 'Remap';
  readonly finalizers: 'Keep' | 'Strip';
  /** Whether objects, or copies in other namespaces alone, lose what marks them as a GitOps tool's. */
  readonly gitOpsTracking: 'StripFromCopies' | 'Strip' | 'Keep';
  readonly preserveNodePorts: boolean;
  /** False: nothing is restored of snapshots, and claims that were to be made from them lose that source. */
  readonly restorePVs: boolean | undefined;
  /** Types whose status is written too, as Velero's `restoreStatus` names them; undefined for none. */
  readonly restoreStatus: StatusSelection | undefined;
  readonly mode: 'Plan' | 'Apply';
  readonly replace: ReplaceRules;
  /** Applications in the namespaces of the restore, and who keeps them, stand still while it writes. */
  readonly stopApps: boolean;
  /** Nothing is done where anything of the selection exists in the namespaces that it goes to. */
  readonly ifEmpty: boolean;
  /** The digest of the plan that was agreed to, 64 hex digits; undefined where any will do. */
  readonly planDigest: string | undefined;
  /** Whether a plan only compares, or also asks the server with dry runs. */
  readonly planWith: 'Compare' | 'DryRun';
  /** What becomes of a claim whose data cannot come back. */
  readonly emptyVolumes: 'Skip' | 'Allow';
  /** Cluster-scoped types that grant power and may be restored all the same; `*`: all. */
  readonly allowKinds: readonly string[];
  /** Protected namespaces that may be restored into all the same; `*`: all. */
  readonly allowNamespaces: readonly string[];
  /** What must hold after an Apply; unset: nothing is asked. */
  readonly successConditions?: readonly SuccessCondition[];
  readonly timeoutMs: number | undefined;
  /** Velero's RestoreSpec as written, with Velero's defaults. */
  readonly veleroSpec: Readonly<Record<string, unknown>>;
  /** Fields about volume data that the policy sets and no run honours yet. */
  readonly volumeDataFields: readonly string[];
}

/** Labels and annotations of a restore, as Velero's Restore object has them. */
export interface RestoreMarks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** One backup by its name, or the newest one of a policy or Velero Schedule that was started at or before a time. */
export type RestoreSource =
  | { readonly type: 'backup'; readonly name: string }
  | {
      readonly type: 'schedule';
      readonly name: string;
      readonly at: Date | 'latest';
      readonly allowPartial: boolean;
    };

/**
 * What becomes of an object that exists and differs: left as it is, changed, deleted and created anew, or an error.
 */
export type ExistingPolicy = 'none' | 'update' | 'recreate' | 'fail';

/** Types by include and exclude list; an empty include list means all. */
export interface StatusSelection {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}
