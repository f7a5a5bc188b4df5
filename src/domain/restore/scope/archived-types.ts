import { formatGroupResource, type ResourceType } from '../../resource.ts';
import type { ArchiveContents, ArchivedType } from '../contents.ts';

/**
 * The types by which a restore's filters are read: those of the cluster, and those of the archive that the cluster does
 * not serve, as far as their archived names tell. A restore begins on an empty cluster more often than not.
 */
export function knownTypes(types: readonly ResourceType[], contents: ArchiveContents): ResourceType[] {
  const served = new Set(types.map(formatGroupResource));
  return [...types, ...contents.types.filter((type) => !served.has(formatGroupResource(type))).map(typeOf)];
}

function typeOf({ group, resource, versions, items }: ArchivedType): ResourceType {
  return {
    group,
    resource,
    version: versions[0] ?? '',
    kind: '',
    singular: singularOf(resource),
    shortNames: [],
    namespaced: items.some(({ namespace }) => namespace !== undefined),
    verbs: [],
  };
}

/** What most authors of a definition call one of them: the kind in lower case, too. */
function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  return plural.endsWith('s') ? plural.slice(0, -1) : plural;
}
