/**
 * What a ConfigMap with Velero's resource policies says (`internal/resourcepolicies` in Velero, `version: v1`), checked
 * and completed.
 */
export interface ResourcePolicies {
  /** Where the text came from, for messages: `configmap:<namespace>/<name>/<key>`, or the file that has the manifest. */
  readonly source: string;
  /** SHA-256 (hex) of the text. */
  readonly sha256: string;
  /** In order: the first whose conditions all hold decides about a volume. */
  readonly volumePolicies: readonly VolumePolicy[];
  /** Adds to a backup's scoped lists what they say nothing of; undefined where there is no such section. */
  readonly includeExclude: IncludeExcludePolicy | undefined;
}

/**
 * Types that a resource policy adds to the four scoped lists, with lower priority: an entry counts only where neither
 * list of its scope matches it already (`CombineWithPolicy` in Velero's `pkg/util/collections`), excludes before
 * includes. Entries as written; none is `*`, and none is in both lists of its scope.
 */
export interface IncludeExcludePolicy {
  readonly includedClusterScoped: readonly string[];
  readonly excludedClusterScoped: readonly string[];
  readonly includedNamespaceScoped: readonly string[];
  readonly excludedNamespaceScoped: readonly string[];
}

/** What is to be done about the data of volumes for which every condition holds. */
export interface VolumePolicy {
  readonly conditions: VolumeConditions;
  readonly action: VolumeAction;
}

/** How the data of a volume is to be kept. */
export interface VolumeAction {
  readonly type: 'skip' | 'snapshot' | 'fs-backup' | 'custom';
  /** Whatever the action's own plugin makes of them. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Conditions on a volume and its claim; what is undefined or empty holds for every volume. */
export interface VolumeConditions {
  readonly capacity: CapacityRange;
  readonly storageClass: readonly string[];
  /** Of an NFS volume; empty texts mean any. */
  readonly nfs: { readonly server: string; readonly path: string } | undefined;
  /** Of a CSI volume; an empty driver means any, and goes without attributes. */
  readonly csi: { readonly driver: string; readonly volumeAttributes: Readonly<Record<string, string>> } | undefined;
  /** Names of volume sources: `csi`, `nfs`, `hostPath`, … */
  readonly volumeTypes: readonly string[];
  readonly pvcLabels: Readonly<Record<string, string>>;
  readonly pvcPhase: readonly string[];
  readonly pvcVolumeMode: string;
  /** Exactly these, in any order. */
  readonly pvcAccessModes: readonly string[];
}

/** Both ends belong to the range, in nano-units (10⁻⁹); 0 means no such end, as Velero has it. */
export interface CapacityRange {
  readonly lower: bigint;
  readonly upper: bigint;
}
