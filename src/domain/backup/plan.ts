import type { Entry } from '../entry.ts';
import { formatGroupResource, type ResourceType } from '../resource.ts';
import { isEverything, isPattern, matchesGlob } from '../selection/glob.ts';
import { formatLabelSelector, matchesLabels } from '../selection/label-selector.ts';
import { resolveResourceNames } from '../selection/resource-names.ts';
import type { ResourceFilter, Selection } from '../selection/selection.ts';
import { selectsAllNamespaces, selectsNamespace, selectsType } from '../selection/selects.ts';
import { nearestName } from '../nearest-name.ts';
import { storableTypes } from './order.ts';

/** A namespace as the plan needs it. */
export interface NamespaceFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The cluster as it was seen before planning. */
export interface World {
  readonly types: readonly ResourceType[];
  readonly failedGroups: readonly { readonly group: string; readonly version: string; readonly message: string }[];
  /** All namespaces, or, where the policy names its own literally, those of them that exist. */
  readonly namespaces: readonly NamespaceFacts[];
}

/** One type to be listed, in one namespace, or everywhere. */
export interface ListStep {
  readonly type: ResourceType;
  /** Undefined: cluster scope, or all namespaces. */
  readonly namespace: string | undefined;
  /** One request each, in the syntax of the `labelSelector` parameter; an object matches when any of them does. */
  readonly labelSelectors: readonly string[];
  /** In the syntax of the `fieldSelector` parameter; empty for none. */
  readonly fieldSelector: string;
}

/** What will be collected, as data. */
export interface BackupPlan {
  readonly steps: readonly ListStep[];
  /** Whether objects of a namespace belong: decides where a list shows all namespaces, new ones included. */
  readonly keepsNamespace: (name: string) => boolean;
  /** How Namespace objects are listed, where they are stored: last, when it is known which namespaces hold items. */
  readonly namespaceSteps: readonly ListStep[];
  /** Namespaces whose own object is stored even where nothing in them was. */
  readonly namespaceObjects: ReadonlySet<string>;
  readonly errors: readonly Entry[];
  readonly warnings: readonly Entry[];
}

/** Objects with one of these labels set to `true` are left out; a namespace with one, with all that it holds. */
export const EXCLUDE_LABELS = ['velero.io/exclude-from-backup', 'lifeboat.dev/exclude-from-backup'] as const;

/** What every list request asks for: neither excluded objects nor the records of our own runs. */
const OURS_AND_EXCLUDED = [
  ...EXCLUDE_LABELS.map((label) => `${label}!=true`),
  'lifeboat.dev/kind notin (result,latest,once,lock)',
].join(',');

/** Groups that serve measurements and never anything that could be stored: their failure costs a backup nothing. */
const NOTHING_TO_STORE = ['metrics.k8s.io', 'custom.metrics.k8s.io', 'external.metrics.k8s.io'];

/** Decides what to list: which types, in which namespaces, by which labels; and names what the selection misses. */
export function planBackup(written: Selection, world: World): BackupPlan {
  const types = storableTypes(world.types);
  const { selection, entries: misspelt } = spellResources(written, types);
  const isHidden = (namespace: NamespaceFacts) => EXCLUDE_LABELS.some((label) => namespace.labels[label] === 'true');
  const selected = world.namespaces.filter((it) => selectsNamespace(selection, it.name) && !isHidden(it));
  const namespaces = new Set(selected.map((namespace) => namespace.name));
  const selectedTypes = types.filter((type) => selectsType(selection, type));
  const labelSelectors = labelSelectorsOf(selection);
  const steps = selectedTypes
    .filter((type) => !isNamespaceType(type))
    .flatMap((type) =>
      whereToList(type, selection, namespaces).map((namespace) => ({
        type,
        namespace,
        labelSelectors,
        fieldSelector: '',
      })),
    );
  const hidden = hiddenNamespaces(selection, world.namespaces.filter(isHidden));
  const problems = [...misspelt, ...missingNamespaces(selection, world), ...hidden, ...failedGroups(selection, world)];
  const isError = ({ severity }: Finding) => severity === 'error';
  const known = new Set(world.namespaces.map((namespace) => namespace.name));
  return {
    steps,
    keepsNamespace: (name) => namespaces.has(name) || (!known.has(name) && selectsNamespace(selection, name)),
    namespaceSteps: selectedTypes.filter(isNamespaceType).flatMap((type) => namespaceSteps(type, selection)),
    namespaceObjects: new Set(selected.filter((it) => isKeptByItself(it, selection)).map((it) => it.name)),
    errors: problems.filter(isError).map(({ entry }) => entry),
    warnings: problems.filter((problem) => !isError(problem)).map(({ entry }) => entry),
  };
}

/** Literal namespaces can be looked up one by one, which needs no right to list them all. */
export function literalNamespaces(selection: Selection): readonly string[] | undefined {
  const { includedNamespaces } = selection;
  if (includedNamespaces.length === 0 || includedNamespaces.some(isPattern)) return undefined;
  return includedNamespaces;
}

interface Finding {
  readonly severity: 'error' | 'warning';
  readonly entry: Entry;
}

function isNamespaceType(type: ResourceType): boolean {
  return type.group === '' && type.resource === 'namespaces';
}

/** A cluster-wide list is one request for many namespaces; it is used where the include list lets all of them in. */
function whereToList(
  type: ResourceType,
  selection: Selection,
  namespaces: ReadonlySet<string>,
): (string | undefined)[] {
  if (!type.namespaced || isEverything(selection.includedNamespaces, [])) return [undefined];
  return [...namespaces];
}

/** The same requests as those that found the namespaces: one for all, or one for each literal name. */
function namespaceSteps(type: ResourceType, selection: Selection): ListStep[] {
  const names = literalNamespaces(selection);
  const fieldSelectors = names === undefined ? [''] : names.map((name) => `metadata.name=${name}`);
  return fieldSelectors.map((fieldSelector) => ({ type, namespace: undefined, labelSelectors: [''], fieldSelector }));
}

function labelSelectorsOf(selection: Selection): string[] {
  const written = selection.labelSelectors.map(formatLabelSelector).filter((text) => text !== '');
  if (written.length === 0) return [OURS_AND_EXCLUDED];
  return written.map((text) => `${text},${OURS_AND_EXCLUDED}`);
}

/** With all namespaces and a label selector, an empty namespace is stored only when its own labels match. */
function isKeptByItself(namespace: NamespaceFacts, selection: Selection): boolean {
  if (selection.labelSelectors.length === 0 || !selectsAllNamespaces(selection)) return true;
  return selection.labelSelectors.some((selector) => matchesLabels(selector, namespace.labels));
}

function spellResources(selection: Selection, types: readonly ResourceType[]) {
  const entries: Finding[] = [];
  const names = types.map(formatGroupResource);
  const spell = (written: readonly string[], severity: Finding['severity']): readonly string[] => {
    const { entries: spelt, unknown } = resolveResourceNames(written, types);
    entries.push(...unknown.map((name) => ({ severity, entry: unknownResource(name, names) })));
    return spelt;
  };
  return { selection: { ...selection, resources: spellFilter(selection.resources, spell) }, entries };
}

type Spell = (written: readonly string[], severity: Finding['severity']) => readonly string[];

/** An unknown name in an include list means that something asked for is missing; in an exclude list it is harmless. */
function spellFilter(filter: ResourceFilter, spell: Spell): ResourceFilter {
  if (filter.style === 'unscoped') {
    return { ...filter, included: spell(filter.included, 'error'), excluded: spell(filter.excluded, 'warning') };
  }
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

function missingNamespaces(selection: Selection, world: World): Finding[] {
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
function hiddenNamespaces(selection: Selection, hidden: readonly NamespaceFacts[]): Finding[] {
  return hidden
    .filter(({ name }) => selection.includedNamespaces.includes(name))
    .map(({ name }) => {
      const message = `Namespace ${name} is included by name but labelled to be excluded; nothing of it is in this backup`;
      return { severity: 'warning', entry: { code: 'namespace-excluded', namespace: name, message } };
    });
}

/** A group that could not be asked is an error when the selection may hold something of it. */
function failedGroups(selection: Selection, world: World): Finding[] {
  return world.failedGroups.map(({ group, version, message }) => ({
    severity: maySelectGroup(selection.resources, group) ? 'error' : 'warning',
    entry: {
      code: 'discovery-failed',
      resource: group,
      message: `API group ${group}/${version} cannot be discovered; none of its objects are in this backup: ${message}`,
    },
  }));
}

function maySelectGroup(filter: ResourceFilter, group: string): boolean {
  if (NOTHING_TO_STORE.includes(group)) return false;
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
