import type { LabelSelector } from '../selection/label-selector.ts';

/**
 * What of an archive is restored, in Velero's terms (RestoreSpec). Namespaces are those of the archive, before any
 * mapping; entries may be globs, exclusion beats inclusion, and empty include lists mean everything.
 */
export interface RestoreSelection {
  readonly includedNamespaces: readonly string[];
  readonly excludedNamespaces: readonly string[];
  readonly includedResources: readonly string[];
  readonly excludedResources: readonly string[];
  /**
   * true: all cluster-scoped objects; false: none; undefined: all when no namespace is filtered, else those that the
   * selected objects need: definitions of custom resources, volumes of claims, the namespaces themselves.
   */
  readonly includeClusterResources: boolean | undefined;
  /** An item matches when it matches the only selector, or one of several; none means no filter. */
  readonly labelSelectors: readonly LabelSelector[];
  /** Single objects, as `--item deployments/shop/web` names them; none means no such limit. */
  readonly items: readonly ItemName[];
}

/** One object as people name it: the type in any spelling that kubectl takes, the namespace as in the archive. */
export interface ItemName {
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
}
