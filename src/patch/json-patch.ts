import { applyPatch, type Operation as EngineOperation } from 'rfc6902';
import { canonicalText } from '../domain/json/canonical.ts';
import { isExactNumber, isJsonObject, type JsonObject } from '../domain/json/exact-json.ts';
import { formatPointer, indexOf, type Pointer, valueAtPointer } from '../domain/json/pointer.ts';
import { isSameValue } from '../domain/json/same-value.ts';
import type { JsonPatchOperation } from '../domain/restore/modifiers/modifiers.ts';
import { NumberKeeper } from './number-keeper.ts';
import { PatchFailure, TestFailure } from './patch-failure.ts';

/** Steps that lead, or seem to the engine to lead, out of the document. */
const UNUSABLE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Applies a JSON patch (RFC 6902), all of it or nothing, over a copy: the given object is never changed, and numbers keep
 * their text. As Velero's engine does, indexes may be negative and count from the end. Throws `PatchFailure` where an
 * operation does not apply, and of these `TestFailure` where a `test` finds another value.
 */
export function applyJsonPatch(object: JsonObject, operations: readonly JsonPatchOperation[]): JsonObject {
  const numbers = new NumberKeeper();
  const document = numbers.hide(object) as JsonObject;
  for (const operation of operations) {
    const resolved = resolve(document, operation);
    if (resolved.op === 'test') testValue(numbers.show(document), resolved);
    else perform(document, toEngine(resolved, numbers));
  }
  return numbers.show(document) as JsonObject;
}

/** The operation with every index counted from the start, once it is known that it has a place. */
function resolve(document: JsonObject, operation: JsonPatchOperation): JsonPatchOperation {
  const { op, path, from } = operation;
  refuseUnusable([...path, ...(from ?? [])]);
  if (path.length === 0) throw new PatchFailure(`${op} of the whole object is not possible`);
  const isInsertion = op === 'add' || op === 'move' || op === 'copy';
  const source = from === undefined ? {} : { from: placeOf(document, op, from, 'existing') };
  if (from !== undefined && from.length < path.length && from.every((step, i) => step === path[i])) {
    throw new PatchFailure(`${op} of ${formatPointer(from)} into itself is not possible`);
  }
  const need = op === 'test' ? 'parent' : isInsertion ? 'insertion' : 'existing';
  return { ...operation, ...source, path: placeOf(document, op, path, need) };
}

type Need = 'existing' | 'insertion' | 'parent';

function placeOf(document: JsonObject, op: string, pointer: Pointer, need: Need): Pointer {
  const missing = () => new PatchFailure(`${op} does not apply: there is no ${formatPointer(pointer)}`);
  const place: string[] = [];
  let value: unknown = document;
  for (const [i, step] of pointer.entries()) {
    const isLast = i === pointer.length - 1;
    const exact = stepOf(value, step, isLast ? need : 'existing');
    if (exact === undefined) throw missing();
    place.push(exact);
    value = valueAtPointer(value, [exact]);
  }
  return place;
}

/** The step as the engine takes it; undefined where it leads nowhere. */
function stepOf(container: unknown, step: string, need: Need): string | undefined {
  if (Array.isArray(container)) {
    if (need === 'parent') return step;
    if (need === 'insertion' && step === '-') return step;
    return indexOf(step, container.length + (need === 'insertion' ? 1 : 0))?.toString();
  }
  if (!isJsonObject(container)) return undefined;
  return need !== 'existing' || Object.hasOwn(container, step) ? step : undefined;
}

function refuseUnusable(steps: readonly string[]): void {
  const step = steps.find((one) => UNUSABLE.has(one));
  if (step !== undefined) throw new PatchFailure(`a path cannot lead over ${step}`);
}

function testValue(document: unknown, { path, value }: JsonPatchOperation): void {
  const found = valueAtPointer(document, path);
  if (found === undefined ? value === null : isSameValue(found, value)) return;
  throw new TestFailure(`${formatPointer(path)} has another value${typeHint(found, value)}`);
}

/** The mistake that is hard to see: `8080` and `"8080"`. */
function typeHint(found: unknown, value: unknown): string {
  const [there, said] = [found, value].map((one) => (typeof one === 'string' ? one : canonicalText(one)));
  if (found === undefined || typeof found === typeof value || there !== said) return '';
  return `; it is a ${nameOfType(found)} there, and the patch says a ${nameOfType(value)}`;
}

function nameOfType(value: unknown): string {
  return isExactNumber(value) ? 'number' : typeof value;
}

function toEngine({ op, path, from, value }: JsonPatchOperation, numbers: NumberKeeper): EngineOperation {
  const operation = { op, path: formatPointer(path) };
  if (op === 'move' || op === 'copy') return { ...operation, op, from: formatPointer(from ?? []) };
  if (op === 'remove') return { ...operation, op };
  return { ...operation, op: op as 'add' | 'replace', value: numbers.hide(value) };
}

function perform(document: JsonObject, operation: EngineOperation): void {
  const [failure] = applyPatch(document, [operation]);
  if (failure) throw new PatchFailure(`${operation.op} does not apply at ${operation.path}`);
}
