import { vi } from 'vitest';
import type { RunContext } from '../../src/base/context.ts';
import type { ResourceType } from '../../src/domain/resource.ts';
import type { Cluster, KubeObject, ObjectPath } from '../../src/kube/cluster.ts';

/** Where definitions are. */
export const CRDS: ObjectPath = { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' };

/** The definition of a namespaced type `widgets` with a status, that keeps every field, served in some versions. */
export function widgetDefinition(group: string, versions: readonly string[] = ['v1']): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema,
        subresources: { status: {} },
      })),
    },
  };
}

/** Defines widgets and waits until they are served; returns the preferred version. */
export async function defineWidgets(
  ctx: RunContext,
  cluster: Cluster,
  group: string,
  versions?: readonly string[],
): Promise<ResourceType> {
  await cluster.create(ctx, CRDS, widgetDefinition(group, versions));
  return vi.waitFor(
    async () => {
      const { types, servedVersions } = await cluster.discover(ctx);
      const type = types.find((candidate) => candidate.group === group);
      const isServed = servedVersions.get(`widgets.${group}`)?.length === (versions?.length ?? 1);
      if (type === undefined || !isServed) throw new Error(`widgets of ${group} are not served yet`);
      return type;
    },
    { timeout: 120_000, interval: 100 },
  );
}
