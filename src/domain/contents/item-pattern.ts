import type { ItemRef } from '../item.ts';
import { nearestName } from '../nearest-name.ts';
import { formatGroupResource, type ResourceType } from '../resource.ts';
import type { ArchiveContents } from '../restore/contents.ts';
import { knownTypes } from '../restore/scope/archived-types.ts';
import { matchesGlob } from '../selection/glob.ts';
import { resolveResourceNames } from '../selection/resource-names.ts';
import { SHORT_NAMES } from './short-names.ts';

/** Which items are meant, each part a name or a glob: `deployments.apps`, `shop`, `web-*`. */
export interface ItemPattern {
  readonly text: string;
  /** A type in any spelling: plural, singular, short, with or without group. */
  readonly type: string;
  /** Undefined: any namespace, and cluster scope. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** The items that patterns mean, in the archive's order, and what is to be said of patterns that mean nothing. */
export interface MeantItems {
  readonly items: readonly ItemRef[];
  /** One sentence each. */
  readonly unmatched: readonly string[];
  /** Whether an object that the archive does not hold would be meant, too. */
  readonly means: (ref: ItemRef) => boolean;
}

/**
 * `deployments/shop/web`, `configmaps/web` in any namespace, `clusterroles/admin`, `secrets` for all of a type; undefined
 * for anything else.
 */
export function parseItemPattern(text: string): ItemPattern | undefined {
  const parts = text.split('/');
  const [type, first, second] = parts;
  if (type === undefined || parts.includes('') || parts.length > 3) return undefined;
  return { text, type, namespace: second === undefined ? undefined : first, name: second ?? first ?? '*' };
}

/** Finds what the patterns mean among an archive's items; `namespace` narrows those that name none. */
export function findItems(
  contents: ArchiveContents,
  patterns: readonly ItemPattern[],
  namespace: string | undefined,
): MeantItems {
  const finders = patterns.map((pattern) =>
    finderOf(contents, { ...pattern, namespace: pattern.namespace ?? namespace }),
  );
  const items = contents.types.flatMap(({ group, resource, items: names }) =>
    names
      .map((name): ItemRef => ({ group, resource, namespace: name.namespace, name: name.name }))
      .filter((ref) => finders.some(({ means }) => means(ref))),
  );
  const unmatched = finders
    .filter(({ means }) => !items.some(means))
    .map(({ pattern, types }) => whyNothing(contents, pattern, types));
  return { items, unmatched, means: (ref) => finders.some((finder) => finder.means(ref)) };
}

interface Finder {
  readonly pattern: ItemPattern;
  /** The types that it may mean, as the archive spells them; globs as written. */
  readonly types: readonly string[];
  readonly means: (ref: ItemRef) => boolean;
}

function finderOf(contents: ArchiveContents, pattern: ItemPattern): Finder {
  const named = knownTypes([], contents).map(withShortNames);
  const { entries, unknown } = resolveResourceNames([pattern.type], named);
  const types = unknown.length > 0 ? [] : entries;
  const { namespace, name } = pattern;
  const means = (ref: ItemRef) =>
    matchesGlob(name, ref.name) &&
    (namespace === undefined || (ref.namespace !== undefined && matchesGlob(namespace, ref.namespace))) &&
    types.some((type) => matchesGlob(type, formatGroupResource(ref)));
  return { pattern, types, means };
}

function withShortNames(type: ResourceType): ResourceType {
  return { ...type, shortNames: SHORT_NAMES[formatGroupResource(type)] ?? [] };
}

function whyNothing(contents: ArchiveContents, pattern: ItemPattern, types: readonly string[]): string {
  const { text, type, namespace, name } = pattern;
  const archived = contents.types.filter((one) => types.some((it) => matchesGlob(it, formatGroupResource(one))));
  if (archived.length === 0) {
    const spellings = contents.types.flatMap((one) => [one.resource, formatGroupResource(one)]);
    return `${text}: the backup holds no ${type}${meant(nearestName(type, spellings))}`;
  }
  const isThere = (one: string | undefined) =>
    namespace === undefined || (one !== undefined && matchesGlob(namespace, one));
  const namespaces = contents.types.flatMap(({ items }) => items.flatMap((item) => item.namespace ?? []));
  if (namespace !== undefined && !namespaces.some(isThere)) {
    return `${text}: the backup holds nothing in namespace ${namespace}${meant(nearestName(namespace, namespaces))}`;
  }
  const candidates = archived.flatMap(({ items }) => items.filter((item) => isThere(item.namespace)));
  const names = candidates.map((item) => item.name);
  return `${text}: the backup holds no such item${meant(nearestName(name, names))}`;
}

function meant(nearest: string | undefined): string {
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}
