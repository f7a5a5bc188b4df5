import type { RestoreSelection } from './selection.ts';

/** What a `RestorePolicy` document says, with every default in place. */
export interface RestorePolicy {
  readonly kind: 'RestorePolicy';
  readonly name: string;
  /** Name of a `StorageLocation`. */
  readonly storageLocation: string;
  readonly source: RestoreSource;
  readonly selection: RestoreSelection;
  /** From namespaces of the archive to those of the cluster; the others keep their names. */
  readonly namespaceMapping: ReadonlyMap<string, string>;
  /** What becomes of an object that exists and differs: left as it is, or changed to what the archive holds. */
  readonly existingResourcePolicy: 'none' | 'update';
  readonly preserveNodePorts: boolean;
  /** Types whose status is written too, as Velero's `restoreStatus` names them; undefined for none. */
  readonly restoreStatus: StatusSelection | undefined;
  readonly mode: 'Plan' | 'Apply';
  /** Whether a plan only compares, or also asks the server with dry runs. */
  readonly planWith: 'Compare' | 'DryRun';
  /** What becomes of a claim whose data cannot come back. */
  readonly emptyVolumes: 'Skip' | 'Allow';
  /** Cluster-scoped types that grant power and may be restored all the same; `*`: all. */
  readonly allowKinds: readonly string[];
  /** Protected namespaces that may be restored into all the same; `*`: all. */
  readonly allowNamespaces: readonly string[];
  readonly timeoutMs: number | undefined;
  /** Velero's RestoreSpec as written, with Velero's defaults. */
  readonly veleroSpec: Readonly<Record<string, unknown>>;
  /** Fields about volume data that the policy sets and no run honours yet. */
  readonly volumeDataFields: readonly string[];
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

/** Types by include and exclude list; an empty include list means all. */
export interface StatusSelection {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}
