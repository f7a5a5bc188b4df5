import type { WorldApi } from '../world.ts';

/** A version of teas as definitions hold it: the one that is served and stored, with a status of its own. */
export function served(name: string) {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return { name, served: true, storage: true, subresources: { status: {} }, schema };
}

/** What is different about a version that is served no more. */
export const RETIRED = { served: false, storage: false };

/** A definition of teas in a group. */
export function teasOf(group: string): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `teas.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'teas', singular: 'tea', kind: 'Tea', listKind: 'TeaList' },
      versions: [served('v1')],
    },
  };
}

/** The path of definitions. */
export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Creates the definition and returns when its type is served. */
export async function defineTeas(api: WorldApi, group: string): Promise<void> {
  await api.create(DEFINITIONS, teasOf(group));
  while ((await api.ask('GET', `/apis/${group}/v1/teas`)).status !== 200);
}
