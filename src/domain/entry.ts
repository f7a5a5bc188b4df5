import type { ItemRef } from './item.ts';

/**
 * Codes of the entries in a result's `errors` and `warnings`. Each is a heading in `docs/troubleshooting.md`.
 * The same code may be an error or a warning: the decision that records it knows which.
 */
export type EntryCode =
  | 'adopted-history'
  | 'app-not-started'
  | 'app-not-stopped'
  | 'backup-damaged'
  | 'backup-incomplete'
  | 'completeness-unproven'
  | 'consistency-relaxed'
  | 'copies-differ'
  | 'credentials-ambiguous'
  | 'discovery-failed'
  | 'duplicate-entry'
  | 'exists-and-differs'
  | 'finalizer-kept'
  | 'forbidden'
  | 'format-version-missing'
  | 'hook-annotation-invalid'
  | 'hook-failed'
  | 'hook-not-run'
  | 'hooks-ignored'
  | 'identity-mismatch'
  | 'immutable-field'
  | 'item-malformed'
  | 'item-too-large'
  | 'kind-not-allowed'
  | 'leftovers-kept'
  | 'list-failed'
  | 'managed-fields-not-written'
  | 'modifier-failed'
  | 'modifier-test-failed'
  | 'modifier-unmatched'
  | 'namespace-excluded'
  | 'namespace-not-allowed'
  | 'namespace-not-found'
  | 'namespace-pattern-unmatched'
  | 'namespace-unusable'
  | 'no-served-version'
  | 'no-volume-data'
  | 'object-terminating'
  | 'objective-missed'
  | 'ordered-item-missing'
  | 'owned-by-gitops'
  | 'owner-missing'
  | 'policy-not-judged'
  | 'quota-exceeded'
  | 'reference-not-rewritten'
  | 'rejected'
  | 'removal-refused'
  | 'report-failed'
  | 'resource-not-found'
  | 'status-not-written'
  | 'success-condition-unmet'
  | 'suspicious-shrink'
  | 'terminating-left-out'
  | 'tls-not-verified'
  | 'type-gone'
  | 'type-missing'
  | 'volume-data-not-covered'
  | 'workload-mapped'
  | 'write-failed';

/** One thing that was left out or went wrong, about one item, one namespace, the cluster's scope, or the run itself. */
export interface Entry {
  readonly code: EntryCode;
  /** One sentence that names what, where and, where there is one, the remedy. Holds no secret value. */
  readonly message: string;
  readonly item?: ItemRef;
  /** Set where the entry concerns one namespace but no single item. */
  readonly namespace?: string;
  /** The type concerned, as `deployments.apps`, where the entry concerns a type but no single item. */
  readonly resource?: string;
}

/** Entries are told apart by what the run does about them: any error makes it partial, warnings do not. */
export interface Entries {
  readonly errors: readonly Entry[];
  readonly warnings: readonly Entry[];
}
