import type { ResourceType } from '../resource.ts';

/** A namespace as the plan needs it. */
export interface NamespaceFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The cluster as it was seen before planning. */
export interface World {
  readonly types: readonly ResourceType[];
  /** Versions that the cluster serves of each type (`deployments.apps`), the preferred one first. */
  readonly servedVersions?: ReadonlyMap<string, readonly string[]>;
  readonly failedGroups: readonly { readonly group: string; readonly version: string; readonly message: string }[];
  /** All namespaces, or, where the policy names its own literally, those of them that exist. */
  readonly namespaces: readonly NamespaceFacts[];
}
