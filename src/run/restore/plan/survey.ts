import type { RunContext } from '../../../base/context.ts';
import { formatItemRef, type ItemRef } from '../../../domain/item.ts';
import { type JsonObject, MalformedJson, parseExact } from '../../../domain/json/exact-json.ts';
import { formatGroupResource } from '../../../domain/resource.ts';
import type { ArchivedType } from '../../../domain/restore/contents.ts';
import { type DefinedType, DEFINITIONS, typeDefinedBy } from '../../../domain/restore/planning/definitions.ts';
import { Companions } from '../../../domain/restore/scope/companions.ts';
import type { Scope } from '../../../domain/restore/scope/scope.ts';
import { readVolume, type Volume } from '../../../domain/restore/volumes.ts';
import type { Planning } from '../planning.ts';

/** What must be known of an archive before the first item can be planned. */
export interface Survey {
  /** The items of the restore: selected ones, and what they need. */
  keeps(ref: ItemRef): boolean;
  /** Types that definitions of this restore will make the cluster serve, by `widgets.example.com`. */
  readonly definitions: ReadonlyMap<string, DefinedType>;
  /** PersistentVolumes of this restore, by name. */
  readonly volumes: ReadonlyMap<string, Volume>;
}

/** Types of which a plan knows more than the names before it begins. */
const LEARNED: ReadonlySet<string> = new Set(['persistentvolumes', formatGroupResource(DEFINITIONS)]);

/** Types of which more than the name says what they need. */
const NEEDY: ReadonlySet<string> = new Set(['pods', 'persistentvolumeclaims']);

const NOTHING: JsonObject = {};

/**
 * Finds out which items belong to a restore. Without label selectors most types tell by name alone, and nothing of them
 * is read; nor of any other, where everything that could be needed is selected anyway. Where no type is left to read,
 * the archive is not read at all.
 */
export async function surveyArchive(
  ctx: RunContext,
  { archive, policy }: Pick<Planning, 'archive' | 'policy'>,
  scope: Scope,
): Promise<Survey> {
  const companions = new Companions(scope);
  const definitions = new Map<string, DefinedType>();
  const volumes = new Map<string, Volume>();
  const inScope = archive.contents.types.filter((type) => scope.selectsType(type));
  const isAsked = policy.selection.labelSelectors.length > 0;
  const isNeeding = inScope.some((type) => hasCompanions(scope, type));
  const isRead = (type: ArchivedType) => {
    const name = formatGroupResource(type);
    return isAsked || LEARNED.has(name) || (isNeeding && NEEDY.has(name));
  };
  for (const { group, resource, items } of inScope.filter((type) => !isRead(type))) {
    for (const { namespace, name } of items) companions.see({ group, resource, namespace, name }, NOTHING);
  }
  const read = new Set(inScope.filter(isRead).map(formatGroupResource));
  const wanted = (type: ItemRef | ArchivedType) =>
    read.has(formatGroupResource(type)) ? { version: undefined } : undefined;
  if (read.size > 0) {
    for await (const { ref, bytes } of archive.items(ctx, wanted as Parameters<typeof archive.items>[1])) {
      const object = readable(bytes);
      if (object === undefined) {
        companions.seeUnreadable(ref);
        continue;
      }
      companions.see(ref, object);
      if (ref.resource === 'persistentvolumes' && ref.group === '') volumes.set(ref.name, readVolume(object));
      const defined = formatGroupResource(ref) === formatGroupResource(DEFINITIONS) ? typeDefinedBy(object) : undefined;
      if (defined !== undefined) definitions.set(ref.name, defined);
    }
  }
  return {
    keeps: (ref) => companions.keeps(ref),
    definitions: onlyKept(definitions, (name) => companions.keeps({ ...DEFINITIONS, namespace: undefined, name })),
    volumes: onlyKept(volumes, (name) =>
      companions.keeps({ group: '', resource: 'persistentvolumes', namespace: undefined, name }),
    ),
  };
}

/** Whether any item of a type belongs to the restore only where another one needs it. */
function hasCompanions(scope: Scope, { group, resource, items }: ArchivedType): boolean {
  return items.some(({ namespace, name }) => scope.reachOf({ group, resource, namespace, name }) === 'companion');
}

/** Undefined for what cannot be parsed, which is planned later as the failure that it is. */
function readable(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseExact(bytes);
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}

function onlyKept<T>(found: ReadonlyMap<string, T>, isKept: (name: string) => boolean): ReadonlyMap<string, T> {
  return new Map([...found].filter(([name]) => isKept(name)));
}

/** The key of an item by its place in the cluster. */
export function placeOf(ref: ItemRef, target: string | undefined): string {
  return formatItemRef({ ...ref, namespace: target });
}
