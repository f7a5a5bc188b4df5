import type { ItemRef } from '../../item.ts';
import { type JsonObject, listAt, textAt, valueAt } from '../../json/exact-json.ts';
import type { GroupResource, ResourceType } from '../../resource.ts';
import { compareVersions } from './versions.ts';

/** The type of CustomResourceDefinitions. */
export const DEFINITIONS: GroupResource = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };

/** A type that will be served once its definition is restored. */
export interface DefinedType {
  readonly type: ResourceType;
  /** Versions that will be served, in the order of versions, by which the cluster prefers the first. */
  readonly servedVersions: readonly string[];
  /** Protection may leave such a definition out. */
  readonly convertsByWebhook: boolean;
}

/** The definition that a custom resource's type has, if it has one: its name says what it defines. */
export function definitionOf({ group, resource }: GroupResource): ItemRef {
  return { ...DEFINITIONS, namespace: undefined, name: `${resource}.${group}` };
}

/**
 * What a CustomResourceDefinition (v1, or v1beta1 with its single `spec.version`) will make the cluster serve; undefined
 * where it is none, or serves no version.
 */
export function typeDefinedBy(definition: JsonObject): DefinedType | undefined {
  const group = textAt(definition, 'spec', 'group');
  const resource = textAt(definition, 'spec', 'names', 'plural');
  const kind = textAt(definition, 'spec', 'names', 'kind');
  if (group === undefined || resource === undefined || kind === undefined) return undefined;
  const servedVersions = versionsOf(definition);
  const [version] = servedVersions;
  if (version === undefined) return undefined;
  const type: ResourceType = {
    group,
    resource,
    version,
    kind,
    singular: textAt(definition, 'spec', 'names', 'singular') ?? kind.toLowerCase(),
    shortNames: listAt(definition, 'spec', 'names', 'shortNames').filter((name) => typeof name === 'string'),
    namespaced: textAt(definition, 'spec', 'scope') === 'Namespaced',
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  };
  return { type, servedVersions, convertsByWebhook: convertsByWebhook(definition) };
}

/** Whether a definition sends objects to a program of its choice: whoever writes it reads and changes them. */
export function convertsByWebhook(definition: JsonObject): boolean {
  return textAt(definition, 'spec', 'conversion', 'strategy') === 'Webhook';
}

function versionsOf(definition: JsonObject): string[] {
  const listed = listAt(definition, 'spec', 'versions');
  const single = textAt(definition, 'spec', 'version');
  if (listed.length === 0) return single === undefined ? [] : [single];
  return listed
    .filter((version) => valueAt(version, 'served') === true)
    .flatMap((version) => textAt(version, 'name') ?? [])
    .toSorted(compareVersions);
}
