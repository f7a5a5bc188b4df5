import type { Entry } from '../../entry.ts';
import { formatGroupResource, type ResourceType } from '../../resource.ts';
import { isPattern } from '../../selection/glob.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';
import type { PlannedItem } from '../plan.ts';
import type { RestoreSelection } from '../selection.ts';

type Asked = Pick<RestoreSelection, 'includedNamespaces' | 'includedResources' | 'items'>;

/**
 * What a selection asks for by its name and protection leaves out: an error each, for who names something does not expect
 * to get everything but that. Where a selection is wide, what is left out is a warning alone.
 */
export function deniedByName(
  { includedNamespaces, includedResources, items: single }: Asked,
  planned: readonly PlannedItem[],
  types: readonly ResourceType[],
): Entry[] {
  const namespaces = new Set(
    planned
      .filter(({ reason }) => reason === 'namespace-not-allowed')
      .map(({ ref }) => (formatGroupResource(ref) === 'namespaces' ? ref.name : ref.namespace)),
  );
  const denied = planned.filter(({ reason }) => reason === 'kind-not-allowed');
  const kinds = new Set(denied.map(({ ref }) => formatGroupResource(ref)));
  const named = [...includedResources, ...single.map(({ resource }) => resource)].filter((entry) => !isPattern(entry));
  return [
    ...includedNamespaces.filter((name) => namespaces.has(name)).map(ofNamespace),
    ...[...new Set(named)]
      .filter((entry) => resolveResourceNames([entry], types).entries.some((type) => kinds.has(type)))
      .map(ofKind),
  ];
}

function ofNamespace(namespace: string): Entry {
  const message = `Namespace ${namespace} is asked for by name, and it or what it is mapped to is protected: allowNamespaces does not name it`;
  return { code: 'namespace-not-allowed', namespace, message };
}

function ofKind(resource: string): Entry {
  const message = `${resource} are asked for by name, and some of them are protected: allowKinds does not name them`;
  return { code: 'kind-not-allowed', resource, message };
}
