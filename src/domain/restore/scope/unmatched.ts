import type { Entry } from '../../entry.ts';
import { formatItemRef, type ItemRef } from '../../item.ts';
import { nearestName } from '../../nearest-name.ts';
import { formatGroupResource, type ResourceType } from '../../resource.ts';
import { isPattern, matchesGlob } from '../../selection/glob.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';
import type { ArchiveContents } from '../contents.ts';
import type { RestorePolicy } from '../policy.ts';
import type { ItemName } from '../selection.ts';

/** What a policy names that an archive does not have. */
export interface Unmatched {
  readonly errors: readonly Entry[];
  readonly warnings: readonly Entry[];
  /** Sentences about what cannot be meant: single items that are not there, namespaces that would be mixed. */
  readonly faults: readonly string[];
}

/** What the archive is compared with: types in every spelling that filters may use, and the rest of the selection. */
interface Known {
  /** Of the cluster, and of the archive where the cluster does not serve them. */
  readonly types: readonly ResourceType[];
  readonly isSelected: (ref: ItemRef) => boolean;
}

/**
 * Finds what a selection and a mapping miss. A name that is not in the archive is an error, because something asked for
 * will not come back; a pattern that matches nothing selects nothing, unlike in Velero, and is a warning.
 */
export function findUnmatched(
  { selection, namespaceMapping }: Pick<RestorePolicy, 'selection' | 'namespaceMapping'>,
  contents: ArchiveContents,
  known: Known,
): Unmatched {
  const namespaces = namespacesOf(contents);
  const sources = [...namespaceMapping.keys()].filter((name) => !namespaces.has(name));
  const included = resourceFindings(selection.includedResources, contents, known);
  const misspelt = resolveResourceNames(selection.excludedResources, known.types).unknown;
  return {
    errors: [
      ...included.errors,
      ...literal(selection.includedNamespaces)
        .filter((name) => !namespaces.has(name))
        .map((name) => noNamespace(name, namespaces, 'nothing of it is restored')),
      ...sources.map((name) => noNamespace(name, namespaces, 'its mapping does nothing')),
    ],
    warnings: [
      ...included.warnings,
      ...misspelt.map((name) => noType(name, known.types)),
      ...selection.includedNamespaces
        .filter((entry) => isPattern(entry) && entry !== '*' && ![...namespaces].some((it) => matchesGlob(entry, it)))
        .map(patternUnmatched),
    ],
    faults: [
      ...selection.items.flatMap((item) => itemFault(item, contents, known) ?? []),
      ...mixedNamespaces(namespaceMapping, contents, known),
    ],
  };
}

/** Namespaces that an archive holds anything of, their own objects included. */
function namespacesOf({ types }: ArchiveContents): ReadonlySet<string> {
  const names = types.flatMap((type) =>
    type.items.flatMap(({ namespace, name }) => {
      if (namespace !== undefined) return [namespace];
      return formatGroupResource(type) === 'namespaces' ? [name] : [];
    }),
  );
  return new Set(names);
}

function literal(entries: readonly string[]): string[] {
  return [...new Set(entries)].filter((entry) => !isPattern(entry));
}

function noNamespace(name: string, namespaces: ReadonlySet<string>, consequence: string): Entry {
  const message = `The backup holds nothing of namespace ${name}; ${consequence}${hint(name, [...namespaces])}`;
  return { code: 'namespace-not-found', namespace: name, message };
}

function patternUnmatched(entry: string): Entry {
  const message = `No namespace of the backup matches the pattern ${entry}; it selects nothing`;
  return { code: 'namespace-pattern-unmatched', message };
}

function resourceFindings(entries: readonly string[], { types: archived }: ArchiveContents, { types }: Known) {
  const names = archived.map(formatGroupResource);
  const { unknown } = resolveResourceNames(entries, types);
  const absent = entries
    .filter((entry) => entry !== '*' && !unknown.includes(entry))
    .filter((entry) => {
      const spelt = resolveResourceNames([entry], types).entries;
      return !names.some((name) => spelt.some((one) => matchesGlob(one, name)));
    });
  const isWrong = (entry: string) => !isPattern(entry);
  return {
    errors: unknown.filter(isWrong).map((entry) => noType(entry, types)),
    warnings: [...unknown.filter(isPattern), ...absent].map((entry): Entry => ({
      code: 'resource-not-found',
      resource: entry,
      message: `The backup holds nothing of ${entry}; it selects nothing`,
    })),
  };
}

function noType(name: string, types: readonly ResourceType[]): Entry {
  const names = types.flatMap((type) => [type.resource, formatGroupResource(type)]);
  const message = `Neither the cluster nor the backup has a resource type ${name}${hint(name, names)}`;
  return { code: 'resource-not-found', resource: name, message };
}

/** Why a single item cannot be restored, as a sentence, or undefined where it can. */
function itemFault(item: ItemName, { types: archived }: ArchiveContents, { types, isSelected }: Known) {
  const written = [item.resource, item.namespace, item.name].filter((part) => part !== undefined).join('/');
  const { entries, unknown } = resolveResourceNames([item.resource], types);
  if (unknown.length > 0) return `${written}: ${noType(item.resource, types).message}`;
  const candidates = archived
    .filter((type) => entries.some((entry) => matchesGlob(entry, formatGroupResource(type))))
    .flatMap(({ group, resource, items }) => items.map((one): ItemRef => ({ group, resource, ...one })));
  const found = candidates.find(({ namespace, name }) => name === item.name && namespace === item.namespace);
  if (found === undefined) {
    const paths = candidates.map(({ namespace, name }) => [namespace, name].filter((it) => it !== undefined).join('/'));
    const path = [item.namespace, item.name].filter((part) => part !== undefined).join('/');
    const elsewhere = candidates.find(
      ({ namespace, name }) => item.namespace === undefined && name === item.name && namespace !== undefined,
    );
    if (elsewhere !== undefined)
      return `The backup has no ${written}; did you mean ${item.resource}/${elsewhere.namespace}/${item.name}?`;
    return `The backup has no ${written}${hint(path, paths, (near) => `${item.resource}/${near}`)}`;
  }
  return isSelected(found) ? undefined : `${formatItemRef(found)} is in the backup, but another filter leaves it out`;
}

/** A mapped namespace must not land in one that is restored under its own name: nobody could tell their objects apart. */
function mixedNamespaces(
  mapping: ReadonlyMap<string, string>,
  { types }: ArchiveContents,
  { isSelected }: Known,
): string[] {
  const restored = new Set<string>();
  for (const { group, resource, items } of types) {
    for (const { namespace, name } of items) {
      if (namespace === undefined || restored.has(namespace)) continue;
      if (isSelected({ group, resource, namespace, name })) restored.add(namespace);
    }
  }
  return [...mapping]
    .filter(
      ([source, target]) => source !== target && restored.has(source) && restored.has(target) && !mapping.has(target),
    )
    .map(([source, target]) => `Namespace ${source} is mapped to ${target}, which is restored from the backup as well`);
}

function hint(written: string, known: readonly string[], spell = (near: string) => near): string {
  const near = nearestName(written, known);
  return near === undefined ? '' : `; did you mean ${spell(near)}?`;
}
