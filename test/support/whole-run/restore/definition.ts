import type { WorldApi } from '../world.ts';

/** A definition of teas, with a status of its own, in a group that nobody else uses. */
export function teasOf(group: string, versions: readonly string[] = ['v1']): object {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `teas.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'teas', singular: 'tea', kind: 'Tea', listKind: 'TeaList' },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        schema,
      })),
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
