import type { Entry } from '../entry.ts';
import { formatGroupResource, type ResourceType } from '../resource.ts';
import { combineWithPolicy } from '../selection/combine-with-policy.ts';
import { isEverything, isPattern } from '../selection/glob.ts';
import { formatLabelSelector, matchesLabels } from '../selection/label-selector.ts';
import { nameSelector } from '../selection/name-selector.ts';
import type { Selection } from '../selection/selection.ts';
import { selectsAllNamespaces, selectsNamespace, selectsType } from '../selection/selects.ts';
import {
  failedGroups,
  type Finding,
  hiddenNamespaces,
  managedNamespaces,
  missingNamespaces,
  spellAdded,
  spellResources,
} from './planning/findings.ts';
import { type OrderedItem, orderedItems } from './planning/ordered-items.ts';
import { type StorableTypes, storableTypes } from './planning/storable-types.ts';
import type { RelatedPlaces } from './relations/related-lists.ts';
import { relatedTypes } from './relations/related-types.ts';
import type { IncludeExcludePolicy } from './resource-policies.ts';
import type { NamespaceFacts, World } from './world.ts';

/** One type to be listed, in one namespace, or everywhere. */
export interface ListStep {
  readonly type: ResourceType;
  /** Undefined: cluster scope, or all namespaces. */
  readonly namespace: string | undefined;
  /** One request each, in the syntax of the `labelSelector` parameter; an object matches when any of them does. */
  readonly labelSelectors: readonly string[];
  /** In the syntax of the `fieldSelector` parameter; empty for none. */
  readonly fieldSelector: string;
  /** False: a version that is stored beside the one that its group prefers. Unset: true. */
  readonly isPreferred?: boolean;
}

/** What a policy says of what is collected, beside its selection. */
export interface PlanOptions {
  readonly orderedResources: ReadonlyMap<string, readonly string[]>;
  readonly apiGroupVersions: 'Preferred' | 'All';
  /** What a resource policy adds to the selection. */
  readonly includeExclude: IncludeExcludePolicy | undefined;
  /** The label by which claims are one volume group; unset for none. */
  readonly groupLabel?: string | undefined;
}

/** What will be collected, as data. */
export interface BackupPlan {
  readonly steps: readonly ListStep[];
  /** The same types again in the other versions that are served, where all of them are stored. */
  readonly versionSteps: readonly ListStep[];
  /** Objects that are stored before all others. */
  readonly ordered: readonly OrderedItem[];
  /** Where to look for what comes along with what is selected. */
  readonly related: RelatedPlaces;
  /** Whether objects of a namespace belong: decides where a list shows all namespaces, new ones included. */
  readonly keepsNamespace: (name: string) => boolean;
  /** How Namespace objects are listed, where they are stored: last, when it is known which namespaces hold items. */
  readonly namespaceSteps: readonly ListStep[];
  /** Namespaces whose own object is stored even where nothing in them was. */
  readonly namespaceObjects: ReadonlySet<string>;
  /** Namespaces that a label keeps out, by name. */
  readonly hiddenNamespaces: readonly string[];
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

const PLAIN: PlanOptions = {
  orderedResources: new Map(),
  apiGroupVersions: 'Preferred',
  includeExclude: undefined,
};

/** Decides what to list: which types, in which namespaces, by which labels; and names what the selection misses. */
export function planBackup(written: Selection, world: World, options: PlanOptions = PLAIN): BackupPlan {
  const storable = storableTypes(world.types);
  const { types } = storable;
  const { selection, findings: misspelt } = spell(written, storable, options.includeExclude);
  const isHidden = (namespace: NamespaceFacts) => EXCLUDE_LABELS.some((label) => namespace.labels[label] === 'true');
  const selected = world.namespaces.filter((it) => selectsNamespace(selection, it.name) && !isHidden(it));
  const namespaces = new Set(selected.map((namespace) => namespace.name));
  const selectedTypes = types.filter((type) => selectsType(selection, type));
  const listed = selectedTypes.filter((type) => !isNamespaceType(type));
  const steps = listed.flatMap((type) => listSteps(type, selection, namespaces));
  const ordered = orderedItems(options.orderedResources, types);
  const hidden = world.namespaces.filter(isHidden);
  const problems = [
    ...misspelt,
    ...missingNamespaces(selection, world),
    ...hiddenNamespaces(selection, hidden),
    ...managedNamespaces(selected),
    ...failedGroups(selection, world),
  ];
  const isError = ({ severity }: Finding) => severity === 'error';
  const known = new Set(world.namespaces.map((namespace) => namespace.name));
  return {
    steps,
    versionSteps: options.apiGroupVersions === 'All' ? steps.flatMap((step) => otherVersions(step, world)) : [],
    ordered: ordered.items,
    related: relatedPlaces(selection, types, options.groupLabel),
    keepsNamespace: (name) => namespaces.has(name) || (!known.has(name) && selectsNamespace(selection, name)),
    namespaceSteps: selectedTypes.filter(isNamespaceType).flatMap((type) => namespaceSteps(type, selection)),
    namespaceObjects: new Set(selected.filter((it) => isKeptByItself(it, selection)).map((it) => it.name)),
    hiddenNamespaces: hidden.map(({ name }) => name).toSorted(),
    errors: problems.filter(isError).map(({ entry }) => entry),
    warnings: [...problems.filter((problem) => !isError(problem)).map(({ entry }) => entry), ...ordered.warnings],
  };
}

/** The plan with those of its steps that may be taken. */
export function permittedPlan(plan: BackupPlan, steps: readonly ListStep[]): BackupPlan {
  const place = ({ type, namespace }: ListStep) => `${formatGroupResource(type)} ${namespace ?? ''}`;
  const places = new Set(steps.map(place));
  return { ...plan, steps, versionSteps: plan.versionSteps.filter((step) => places.has(place(step))) };
}

/** Literal namespaces can be looked up one by one, which needs no right to list them all. */
export function literalNamespaces(selection: Selection): readonly string[] | undefined {
  const { includedNamespaces } = selection;
  if (includedNamespaces.length === 0 || includedNamespaces.some(isPattern)) return undefined;
  return [...new Set(includedNamespaces)];
}

/** The selection in the spelling of discovery, with what a resource policy adds to it. */
function spell(written: Selection, types: StorableTypes, includeExclude: IncludeExcludePolicy | undefined) {
  const spelt = spellResources(written, types);
  if (includeExclude === undefined) return spelt;
  const { added, findings } = spellAdded(includeExclude, types);
  return { selection: combineWithPolicy(spelt.selection, added), findings: [...spelt.findings, ...findings] };
}

function isNamespaceType(type: ResourceType): boolean {
  return type.group === '' && type.resource === 'namespaces';
}

function listSteps(type: ResourceType, selection: Selection, namespaces: ReadonlySet<string>): ListStep[] {
  const labelSelectors = labelSelectorsOf(selection);
  const places = whereToList(type, selection, namespaces);
  return places.map((namespace) => ({ type, namespace, labelSelectors, fieldSelector: '' }));
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

/** A step once more for each version beside the one that its group prefers. */
function otherVersions(step: ListStep, { servedVersions }: World): ListStep[] {
  const { type, namespace, labelSelectors, fieldSelector } = step;
  const served = servedVersions?.get(formatGroupResource(type)) ?? [];
  const others = served.filter((version) => version !== type.version).map((version) => withVersion(type, version));
  return others.map((other) => ({ type: other, namespace, labelSelectors, fieldSelector, isPreferred: false }));
}

function withVersion(type: ResourceType, version: string): ResourceType {
  return { ...type, version };
}

/** The same requests as those that found the namespaces: one for all, or one for each literal name. */
function namespaceSteps(type: ResourceType, selection: Selection): ListStep[] {
  const fieldSelectors = literalNamespaces(selection)?.map(nameSelector) ?? [''];
  return fieldSelectors.map((fieldSelector) => ({ type, namespace: undefined, labelSelectors: [''], fieldSelector }));
}

function relatedPlaces(
  selection: Selection,
  types: readonly ResourceType[],
  groupLabel: string | undefined,
): RelatedPlaces {
  const isFilteredByLabel = !labelSelectorsOf(selection).includes(OURS_AND_EXCLUDED);
  const bindings = types.find((type) => formatGroupResource(type) === 'clusterrolebindings.rbac.authorization.k8s.io');
  return {
    types: relatedTypes(selection, types, { isFilteredByLabel }),
    bindings,
    labelSelector: OURS_AND_EXCLUDED,
    groupLabel,
  };
}

/** A selector without requirements matches everything, and so makes the others beside it needless. */
function labelSelectorsOf(selection: Selection): string[] {
  const written = selection.labelSelectors.map(formatLabelSelector);
  if (written.length === 0 || written.includes('')) return [OURS_AND_EXCLUDED];
  return written.map((text) => `${text},${OURS_AND_EXCLUDED}`);
}

/** With all namespaces and a label selector, an empty namespace is stored only when its own labels match. */
function isKeptByItself(namespace: NamespaceFacts, selection: Selection): boolean {
  if (selection.labelSelectors.length === 0 || !selectsAllNamespaces(selection)) return true;
  return selection.labelSelectors.some((selector) => matchesLabels(selector, namespace.labels));
}
