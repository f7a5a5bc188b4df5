import type { Entry } from '../entry.ts';
import type { ResourceType } from '../resource.ts';
import { isEverything, isPattern } from '../selection/glob.ts';
import { formatLabelSelector, matchesLabels } from '../selection/label-selector.ts';
import type { Selection } from '../selection/selection.ts';
import { selectsAllNamespaces, selectsNamespace, selectsType } from '../selection/selects.ts';
import { failedGroups, type Finding, hiddenNamespaces, missingNamespaces, spellResources } from './findings.ts';
import { storableTypes } from './order.ts';
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

/** Decides what to list: which types, in which namespaces, by which labels; and names what the selection misses. */
export function planBackup(written: Selection, world: World): BackupPlan {
  const types = storableTypes(world.types);
  const { selection, findings: misspelt } = spellResources(written, types);
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
  return [...new Set(includedNamespaces)];
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
