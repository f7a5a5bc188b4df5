import type { Entry } from '../../entry.ts';
import { nearestName } from '../../nearest-name.ts';
import { formatGroupResource } from '../../resource.ts';
import { isPattern, matchesGlob } from '../../selection/glob.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';
import type { ScopedLists } from '../../selection/combine-with-policy.ts';
import type { ResourceFilter, ScopedFilter, Selection } from '../../selection/selection.ts';
import type { NamespaceFacts, World } from '../world.ts';
import type { StorableTypes } from './storable-types.ts';

/** Groups that serve measurements and never anything that could be stored: their failure costs a backup nothing. */
const NOTHING_TO_STORE: ReadonlySet<string> = new Set([
  'metrics.k8s.io',
  'custom.metrics.k8s.io',
  'external.metrics.k8s.io',
]);

/** Something that the selection misses or misspells. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly entry: Entry;
}

/** The selection with its resource entries spelled as discovery does, and what no type answers to. */
export function spellResources(
  selection: Selection,
  types: StorableTypes,
): { readonly selection: Selection; readonly findings: readonly Finding[] } {
  const { spell, findings } = speller(types);
  return { selection: { ...selection, resources: spellFilter(selection.resources, spell) }, findings };
}

/** The lists that a resource policy adds, spelled in the same way; what no type answers to is a warning in any of them. */
export function spellAdded(
  added: ScopedLists,
  types: StorableTypes,
): { readonly added: ScopedLists; readonly findings: readonly Finding[] } {
  const { spell, findings } = speller(types);
  const mild: Spell = (written) => spell(written, 'warning');
  const { style: _, ...spelt } = spellScoped({ style: 'scoped', ...added }, mild);
  return { added: spelt, findings };
}

/** An entry that names a double means the type that is stored, whichever group it names the objects by. */
function speller({ types, doubles }: StorableTypes): { readonly spell: Spell; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const known = [...types, ...doubles.keys()];
  const names = known.flatMap((type) => [type.resource, formatGroupResource(type)]);
  const meant = (entry: string): string[] => {
    const kept = [...doubles].filter(([double]) => matchesGlob(entry, formatGroupResource(double)));
    const named = kept.map(([, type]) => formatGroupResource(type));
    return isPattern(entry) || named.length === 0 ? [entry, ...named] : named;
  };
  const spell: Spell = (written, severity) => {
    const { entries: spelt, unknown } = resolveResourceNames(written, known);
    findings.push(...unknown.map((name) => ({ severity, entry: unknownResource(name, names) })));
    return [...new Set(spelt.flatMap(meant))];
  };
  return { spell, findings };
}

type Spell = (written: readonly string[], severity: Finding['severity']) => readonly string[];

/** An unknown name in an include list means that something asked for is missing; in an exclude list it is harmless. */
function spellFilter(filter: ResourceFilter, spell: Spell): ResourceFilter {
  if (filter.style === 'unscoped') {
    return { ...filter, included: spell(filter.included, 'error'), excluded: spell(filter.excluded, 'warning') };
  }
  return spellScoped(filter, spell);
}

function spellScoped(filter: ScopedFilter, spell: Spell): ScopedFilter {
  return {
    style: 'scoped',
    includedClusterScoped: spell(filter.includedClusterScoped, 'error'),
    excludedClusterScoped: spell(filter.excludedClusterScoped, 'warning'),
    includedNamespaceScoped: spell(filter.includedNamespaceScoped, 'error'),
    excludedNamespaceScoped: spell(filter.excludedNamespaceScoped, 'warning'),
  };
}

function unknownResource(name: string, known: readonly string[]): Entry {
  const near = nearestName(name, known);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return { code: 'resource-not-found', resource: name, message: `The cluster has no resource type ${name}${hint}` };
}

/** Literal namespaces that do not exist are errors; patterns that match nothing select nothing, which is a warning. */
export function missingNamespaces(selection: Selection, world: World): Finding[] {
  const existing = world.namespaces.map((namespace) => namespace.name);
  return selection.includedNamespaces.flatMap((entry): Finding[] => {
    if (existing.some((name) => matchesGlob(entry, name)) || entry === '*') return [];
    if (isPattern(entry)) {
      const message = `No namespace matches the pattern ${entry}; it selects nothing`;
      return [{ severity: 'warning', entry: { code: 'namespace-pattern-unmatched', message } }];
    }
    const message = `Namespace ${entry} does not exist; nothing of it is in this backup`;
    return [{ severity: 'error', entry: { code: 'namespace-not-found', namespace: entry, message } }];
  });
}

/** Asked for by name, yet told by its label to stay out: the label wins, and somebody should know. */
export function hiddenNamespaces(selection: Selection, hidden: readonly NamespaceFacts[]): Finding[] {
  return hidden
    .filter(({ name }) => selection.includedNamespaces.includes(name))
    .map(({ name }) => {
      const message = `Namespace ${name} is included by name but labelled to be excluded; nothing of it is in this backup`;
      return { severity: 'warning', entry: { code: 'namespace-excluded', namespace: name, message } };
    });
}

/** The label by which Argo CD knows the namespaces that an instance of it may write to. */
const MANAGED_BY_ARGO_CD = 'argocd.argoproj.io/managed-by';

/** What is restored into such a namespace, its Argo CD may take back at once (Velero warns of it, too). */
export function managedNamespaces(selected: readonly NamespaceFacts[]): Finding[] {
  return selected
    .filter(({ labels }) => (labels[MANAGED_BY_ARGO_CD] ?? '') !== '')
    .map(({ name, labels }) => {
      const message = `Namespace ${name} is managed by the Argo CD in ${labels[MANAGED_BY_ARGO_CD]}, which may undo what a restore brings back into it`;
      return { severity: 'warning', entry: { code: 'owned-by-gitops', namespace: name, message } };
    });
}

/** A group that could not be asked is an error when the selection may hold something of it. */
export function failedGroups(selection: Selection, world: World): Finding[] {
  return world.failedGroups.map(({ group, version, message }) => ({
    severity: maySelectGroup(selection.resources, group) ? 'error' : 'warning',
    entry: {
      code: 'discovery-failed',
      resource: group,
      message: `API group ${group}/${version} cannot be discovered; what only it serves is not in this backup: ${message}`,
    },
  }));
}

function maySelectGroup(filter: ResourceFilter, group: string): boolean {
  if (NOTHING_TO_STORE.has(group)) return false;
  const included =
    filter.style === 'unscoped' ? [filter.included] : [filter.includedNamespaceScoped, filter.includedClusterScoped];
  const excluded =
    filter.style === 'unscoped'
      ? filter.excluded
      : [...filter.excludedNamespaceScoped, ...filter.excludedClusterScoped];
  if (excluded.some((entry) => entry === '*' || entry === `*.${group}`)) return false;
  return included.some((list) => list.length === 0 || list.some((entry) => entry === '*' || isOfGroup(entry, group)));
}

function isOfGroup(entry: string, group: string): boolean {
  return entry.endsWith(`.${group}`) || (isPattern(entry) && matchesGlob(entry.slice(entry.indexOf('.') + 1), group));
}
