import { formatGroupResource, type ResourceType } from '../resource.ts';
import { isPattern, matchesGlob } from './glob.ts';

/** A filter's entries in the spelling of discovery, and those that name no type of this cluster. */
export interface ResolvedNames {
  readonly entries: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * Spells resource entries as `formatGroupResource` does, so that matching is a comparison: plural, singular, short
 * name or kind, with or without group, in any case (Velero resolves them through discovery in the same way). What the
 * cluster does not know is kept as written and reported.
 */
export function resolveResourceNames(entries: readonly string[], types: readonly ResourceType[]): ResolvedNames {
  const resolved = new Set<string>();
  const unknown: string[] = [];
  for (const entry of entries) {
    const named = isPattern(entry)
      ? types.some((type) => matchesGlob(entry, formatGroupResource(type))) && [entry]
      : typesCalled(entry, types).map(formatGroupResource);
    if (named === false || named.length === 0) unknown.push(entry);
    for (const name of named === false || named.length === 0 ? [entry] : named) resolved.add(name);
  }
  return { entries: [...resolved], unknown };
}

/** Types that answer to a name without wildcards; a bare name prefers the core group, as kubectl does. */
function typesCalled(entry: string, types: readonly ResourceType[]): ResourceType[] {
  const wanted = entry.toLowerCase();
  const matches = types.filter((type) =>
    namesOf(type).some((name) => name === wanted || (type.group !== '' && `${name}.${type.group}` === wanted)),
  );
  const core = matches.filter((type) => type.group === '');
  return core.length > 0 && !wanted.includes('.') ? core : matches;
}

function namesOf(type: ResourceType): string[] {
  return [type.resource, type.singular, type.kind.toLowerCase(), ...type.shortNames].filter((name) => name !== '');
}
