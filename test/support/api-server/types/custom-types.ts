import type { ApiObject } from '../objects/api-object.ts';
import { objectAt, objectsAt, textAt, textsAt } from '../objects/fields.ts';
import { type ApiType, typeName } from './api-type.ts';

/** As the server's own handler for custom resources lists them. */
const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The types that a CustomResourceDefinition serves, one per served version, the preferred version first. */
export function customTypes(definition: ApiObject): ApiType[] {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(spec, 'names');
  const group = textAt(spec, 'group');
  const resource = textAt(names, 'plural');
  const kind = textAt(names, 'kind');
  return objectsAt(spec, 'versions')
    .filter((version) => version['served'] === true)
    .toSorted((a, b) => compareVersions(textAt(a, 'name'), textAt(b, 'name')))
    .map((version) => ({
      group,
      version: textAt(version, 'name'),
      groupVersion: `${group}/${textAt(version, 'name')}`,
      resource,
      kind,
      listKind: textAt(names, 'listKind') || `${kind}List`,
      singular: textAt(names, 'singular') || kind.toLowerCase(),
      shortNames: textsAt(names, 'shortNames'),
      categories: textsAt(names, 'categories'),
      namespaced: spec['scope'] === 'Namespaced',
      verbs: CUSTOM_VERBS,
      subresources: ['status', 'scale'].filter((name) => Object.hasOwn(objectAt(version, 'subresources'), name)),
      name: typeName(group, resource),
      collection: typeName(group, resource),
      isCustom: true,
      countsGenerations: true,
      createsOnUpdate: false,
      needsResourceVersion: true,
      deleteReturnsObject: false,
    }));
}

/** Kubernetes' order of versions: stable before beta before alpha, newer before older, anything else last by name. */
export function compareVersions(a: string, b: string): number {
  const [rankA, rankB] = [versionRank(a), versionRank(b)];
  const different = rankA.findIndex((part, index) => part !== rankB[index]);
  if (different < 0) return rankA[0] === 0 ? a.localeCompare(b, 'en') : 0;
  return (rankB[different] ?? 0) - (rankA[different] ?? 0);
}

function versionRank(version: string): number[] {
  const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (parts === null) return [0, 0, 0];
  const stability = parts[2] === undefined ? 3 : { beta: 2, alpha: 1 }[parts[2]];
  return [stability ?? 0, Number(parts[1]), Number(parts[3] ?? 0)];
}
