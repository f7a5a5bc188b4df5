import { conflict, doubtful, type Finding, invalid, type Path, quoted } from '../finding.ts';
import { namespaceFault, resourceFault } from '../patterns.ts';

/** An include and an exclude list that belong together, and where they stand in the document. */
export interface ListPair {
  readonly included: readonly string[] | undefined;
  readonly excluded: readonly string[] | undefined;
  readonly includedPath: Path;
  readonly excludedPath: Path;
  /** What Velero calls the pair in its messages: `namespace`, `resource`, `cluster-scoped`, … */
  readonly prefix: string;
}

/** Velero's checks of `includedNamespaces` and `excludedNamespaces`, with the syntax of their entries. */
export function checkNamespaces(pair: ListPair): Finding[] {
  return [...checkUnscoped(pair), ...checkEntries(pair, namespaceFault), ...warnEmpty(pair, 'namespaces')];
}

/** Velero's checks of `includedResources` and `excludedResources` (`collections.ValidateIncludesExcludes`). */
export function checkResources(pair: ListPair): Finding[] {
  return [...checkUnscoped(pair), ...checkEntries(pair, resourceFault), ...warnEmpty(pair, 'types')];
}

/** Velero's checks of the scoped lists (`collections.ValidateScopedIncludesExcludes`). */
export function checkScopedResources(pair: ListPair): Finding[] {
  const { included = [], excluded = [], includedPath, excludedPath } = pair;
  const say = (path: Path, what: string): Finding => conflict(path, `${pair.prefix}: ${what}`);
  return [
    ...(isStarAmongOthers(included) ? [say(includedPath, `includes ${STAR_ALONE}`)] : []),
    ...(isStarAmongOthers(excluded) ? [say(excludedPath, `excludes ${STAR_ALONE}`)] : []),
    ...(included.length > 0 && excluded.includes('*')
      ? [say(includedPath, "when exclude is '*', include cannot have value")]
      : []),
    ...checkOverlap(pair),
    ...checkEntries(pair, resourceFault),
  ];
}

const STAR_ALONE = "list must either contain '*' only, or a non-empty list of items";

function checkUnscoped(pair: ListPair): Finding[] {
  const { included = [], excluded = [], includedPath, excludedPath, prefix } = pair;
  return [
    ...(isStarAmongOthers(included) ? [conflict(includedPath, `${prefix}: includes ${STAR_ALONE}`)] : []),
    ...(excluded.includes('*') ? [conflict(excludedPath, `${prefix}: excludes list cannot contain '*'`)] : []),
    ...checkOverlap(pair),
  ];
}

function isStarAmongOthers(list: readonly string[]): boolean {
  return list.includes('*') && new Set(list).size > 1;
}

function checkOverlap({ included = [], excluded = [], excludedPath, prefix }: ListPair): Finding[] {
  return excluded.flatMap((entry, i) =>
    included.includes(entry) && entry !== '*'
      ? [
          conflict(
            [...excludedPath, i],
            `${prefix}: excludes list cannot contain an item in the includes list: ${entry}`,
          ),
        ]
      : [],
  );
}

function checkEntries(pair: ListPair, faultOf: (entry: string) => string | undefined): Finding[] {
  const check = (list: readonly string[] = [], path: Path): Finding[] =>
    list.flatMap((entry, i) => {
      const fault = entry === '*' ? undefined : faultOf(entry);
      return fault === undefined ? [] : [invalid([...path, i], `${quoted(entry)} ${fault}`)];
    });
  return [...check(pair.included, pair.includedPath), ...check(pair.excluded, pair.excludedPath)];
}

/** What is left when the last entry of a list is deleted means the opposite of what it looks like. */
function warnEmpty({ included, includedPath }: ListPair, what: string): Finding[] {
  if (included === undefined || included.length > 0) return [];
  return [doubtful(includedPath, `an empty list means all ${what}; say so with ["*"]`, '["*"]')];
}
