import { parsePointer } from '../../domain/json/pointer.ts';
import type { JsonObject } from '../../domain/json/exact-json.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type {
  JsonPatchOperation,
  ModifierConditions,
  ModifierPatch,
  ResourceModifiers,
} from '../../domain/restore/modifiers/modifiers.ts';
import { conflict, type Finding, invalid, type Path, quoted } from '../finding.ts';
import { checkLabelSelector } from '../rules/labels.ts';
import type {
  ModifierConditionsDocument,
  ModifierOperationDocument,
  ModifierRuleDocument,
  ResourceModifiersDocument,
} from './generated/documents.ts';
import { validateResourceModifiersDocument } from './generated/validators.js';
import { parsePatchData } from './patch-data.ts';
import { parsePatchValue } from './patch-value.ts';
import { compileGlob, compileRegex } from './patterns.ts';
import { type Checked, type Readable, readReferenced, type ReferencedText } from './read-referenced.ts';

type Modifiers = Readable<Partial<ResourceModifiersDocument>>;

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const;

const PATCH_KINDS = ['patches', 'mergePatches', 'strategicPatches'] as const;

/**
 * Reads Velero's resource modifiers, held to what Velero holds them to (`resource_modifiers_validator.go`), in its words
 * where it has some, and to everything that there fails only with the objects: values that are no JSON, patches that
 * cannot be parsed, patterns that mean nothing.
 */
export function readResourceModifiers(text: ReferencedText): Checked<ResourceModifiers> {
  return readReferenced<ResourceModifiersDocument, ResourceModifiers>(text, {
    validate: validateResourceModifiersDocument,
    check: findingsOf,
    build: (modifiers) => ({ source: text.name, sha256: text.sha256, rules: rulesOf(modifiers) }),
  });
}

function findingsOf(modifiers: Modifiers): Finding[] {
  const { version, resourceModifierRules: rules = [] } = modifiers.document;
  const findings: Finding[] = [];
  if (version !== undefined && version.toLowerCase() !== 'v1') {
    findings.push(invalid(['version'], `unsupported resource modifier version ${quoted(version)}`, 'v1'));
  }
  if (modifiers.document.resourceModifierRules?.length === 0) {
    findings.push(invalid(['resourceModifierRules'], 'resource modifier rules cannot be empty'));
  }
  return [...findings, ...rules.flatMap((rule, i) => checkRule(modifiers, rule, ['resourceModifierRules', i]))];
}

function checkRule(modifiers: Modifiers, rule: ModifierRuleDocument, path: Path): Finding[] {
  const { patches = [], mergePatches = [], strategicPatches = [] } = rule;
  const [first, second] = PATCH_KINDS.filter((kind) => (rule[kind] ?? []).length > 0);
  const words = 'only one of patches, mergePatches, strategicPatches can be specified';
  return [
    ...(first === undefined ? [invalid(path, 'has no patch: one of patches, mergePatches, strategicPatches')] : []),
    ...(second === undefined ? [] : [conflict([...path, second], words)]),
    ...checkConditions(modifiers, rule.conditions, [...path, 'conditions']),
    ...patches.flatMap((operation, i) => checkOperation(modifiers, operation, [...path, 'patches', i])),
    ...mergePatches.flatMap(({ patchData }, i) => checkPatch(patchData, [...path, 'mergePatches', i, 'patchData'])),
    ...strategicPatches.flatMap(({ patchData }, i) =>
      checkPatch(patchData, [...path, 'strategicPatches', i, 'patchData']),
    ),
  ];
}

function checkConditions(modifiers: Modifiers, conditions: ModifierConditionsDocument, path: Path): Finding[] {
  const { groupResource, namespaces = [], resourceNameRegex = '', labelSelector, matches = [] } = conditions;
  const type = compileGlob(groupResource, '.');
  const name = compileRegex(resourceNameRegex);
  return [
    ...(groupResource === '' ? [invalid([...path, 'groupResource'], 'groupResource cannot be empty')] : []),
    ...(type.ok ? [] : [invalid([...path, 'groupResource'], `${quoted(groupResource)} ${type.error}`)]),
    ...namespaces.flatMap((namespace, i) => {
      const compiled = compileGlob(namespace);
      return compiled.ok ? [] : [invalid([...path, 'namespaces', i], `${quoted(namespace)} ${compiled.error}`)];
    }),
    ...(name.ok ? [] : [invalid([...path, 'resourceNameRegex'], `${quoted(resourceNameRegex)} ${name.error}`)]),
    ...checkLabelSelector(labelSelector, [...path, 'labelSelector']),
    ...matches.flatMap(({ path: pointer }, i) => checkPointer(pointer, [...path, 'matches', i, 'path'])),
    ...matches.flatMap((match, i) => checkValue(modifiers, match, [...path, 'matches', i])),
  ];
}

function checkOperation(modifiers: Modifiers, operation: ModifierOperationDocument, path: Path): Finding[] {
  const { operation: op, from } = operation;
  const known = OPERATIONS.find((one) => one === op);
  if (known === undefined) {
    const message = op === '' ? 'operation cannot be empty' : `unsupported operation ${quoted(op)}`;
    return [invalid([...path, 'operation'], message, nearestName(op, OPERATIONS))];
  }
  const needsSource = known === 'move' || known === 'copy';
  const isWithout = needsSource && (from === undefined || from === '');
  return [
    ...checkPointer(operation.path, [...path, 'path']),
    ...(isWithout ? [invalid(path, `${known} needs a from`)] : []),
    ...(needsSource && !isWithout ? checkPointer(from ?? '', [...path, 'from']) : []),
    ...(takesValue(known) ? checkValue(modifiers, operation, path) : []),
  ];
}

function takesValue(op: JsonPatchOperation['op']): boolean {
  return op === 'add' || op === 'replace' || op === 'test';
}

function checkPointer(pointer: string, path: Path): Finding[] {
  if (pointer === '') return [invalid(path, 'path cannot be empty')];
  if (parsePointer(pointer) !== undefined) return [];
  const isBare = parsePointer(`/${pointer}`) !== undefined;
  const message = `${quoted(pointer)} is no JSON pointer (RFC 6901)`;
  return [invalid(path, message, isBare ? `/${pointer}` : undefined)];
}

/** A value that is not said is the empty text, as for Velero. */
function checkValue({ textAt }: Modifiers, document: object, path: Path): Finding[] {
  if (!Object.hasOwn(document, 'value')) return [];
  const { value } = document as { readonly value: unknown };
  const place = [...path, 'value'];
  if (typeof value === 'object' && value !== null) {
    const what = Array.isArray(value) ? 'a list' : 'a map';
    return [invalid(place, `is ${what}; it must be a text`, `'${JSON.stringify(value).replaceAll("'", "''")}'`)];
  }
  const text = textAt(place);
  if (text === undefined) return [invalid(place, 'has no value; for null write "null", for the empty text ""')];
  const parsed = parsePatchValue(text);
  if (parsed.ok) return [];
  return [invalid(place, `${quoted(text)} ${parsed.error.message}`, parsed.error.suggestion)];
}

function checkPatch(patchData: string, path: Path): Finding[] {
  const parsed = parsePatchData(patchData);
  return parsed.ok ? [] : [invalid(path, parsed.error)];
}

/** Of a document without errors: what was parsed to check it is parsed again, and gives what it gave. */
function rulesOf(modifiers: Readable<ResourceModifiersDocument>): ResourceModifiers['rules'] {
  return modifiers.document.resourceModifierRules.map((rule, i) => ({
    name: `resourceModifierRules[${i}]`,
    conditions: conditionsOf(modifiers, rule.conditions, ['resourceModifierRules', i, 'conditions']),
    patch: patchOf(modifiers, rule, ['resourceModifierRules', i]),
  }));
}

function conditionsOf(modifiers: Modifiers, conditions: ModifierConditionsDocument, path: Path): ModifierConditions {
  const { groupResource, namespaces = [], resourceNameRegex = '', labelSelector, matches = [] } = conditions;
  const isAny = namespaces.map((namespace) => valueOf(compileGlob(namespace)));
  return {
    isType: valueOf(compileGlob(groupResource, '.')),
    isNamespace: (namespace) => isAny.length === 0 || isAny.some((isOne) => isOne(namespace)),
    isName: valueOf(compileRegex(resourceNameRegex)),
    labelSelector,
    matches: matches.map((match, i) => ({
      path: parsePointer(match.path)!,
      value: valueAt(modifiers, [...path, 'matches', i, 'value']),
    })),
  };
}

function patchOf(modifiers: Modifiers, rule: ModifierRuleDocument, path: Path): ModifierPatch {
  const { patches = [], mergePatches = [], strategicPatches = [] } = rule;
  const dataOf = (list: readonly { readonly patchData: string }[]): JsonObject[] =>
    list.map(({ patchData }) => valueOf(parsePatchData(patchData)));
  if (mergePatches.length > 0) return { kind: 'merge', patches: dataOf(mergePatches) };
  if (strategicPatches.length > 0) return { kind: 'strategic', patches: dataOf(strategicPatches) };
  return {
    kind: 'json',
    operations: patches.map((operation, i) => operationOf(modifiers, operation, [...path, 'patches', i])),
  };
}

function operationOf(modifiers: Modifiers, document: ModifierOperationDocument, path: Path): JsonPatchOperation {
  const op = document.operation as JsonPatchOperation['op'];
  const place = { op, path: parsePointer(document.path)! };
  if (takesValue(op)) return { ...place, value: valueAt(modifiers, [...path, 'value']) };
  return op === 'remove' ? place : { ...place, from: parsePointer(document.from ?? '')! };
}

function valueAt({ textAt }: Modifiers, path: Path) {
  return valueOf(parsePatchValue(textAt(path) ?? ''));
}

function valueOf<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new TypeError('read before it was checked');
  return result.value;
}
