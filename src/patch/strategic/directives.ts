import { isJsonObject, type JsonObject } from '../../domain/json/exact-json.ts';
import { PatchFailure } from '../patch-failure.ts';

const PATCH = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_PREFIX = '$deleteFromPrimitiveList/';
const ORDER_PREFIX = '$setElementOrder/';

/** What a map of a patch says about itself, apart from what it says about its fields. */
export interface Directives {
  readonly patch: 'replace' | 'delete' | 'merge' | undefined;
  /** Fields that may stay; all others go. */
  readonly retainKeys: readonly string[] | undefined;
  /** Values to take out of lists of plain values, by field. */
  readonly deletions: ReadonlyMap<string, readonly unknown[]>;
  /** The order that lists are to have, by field. */
  readonly orders: ReadonlyMap<string, readonly unknown[]>;
  /** The fields, without directives. */
  readonly fields: ReadonlyMap<string, unknown>;
}

/** Parts the directives of a map from its fields. Throws `PatchFailure` for one that has no meaning. */
export function readDirectives(map: JsonObject): Directives {
  const deletions = new Map<string, readonly unknown[]>();
  const orders = new Map<string, readonly unknown[]>();
  const fields = new Map<string, unknown>();
  for (const [key, value] of Object.entries(map)) {
    if (key === '__proto__') throw new PatchFailure('a patch cannot have a key __proto__');
    if (key.startsWith(DELETE_PREFIX)) deletions.set(key.slice(DELETE_PREFIX.length), listOf(key, value));
    else if (key.startsWith(ORDER_PREFIX)) orders.set(key.slice(ORDER_PREFIX.length), listOf(key, value));
    else if (key !== PATCH && key !== RETAIN_KEYS) fields.set(key, value);
  }
  return { patch: patchOf(map), retainKeys: retainedIn(map, fields), deletions, orders, fields };
}

/** Whether an element or map says what is to be done with it. */
export function hasPatchDirective(value: unknown): value is JsonObject {
  return isJsonObject(value) && Object.hasOwn(value, PATCH);
}

/** A value that is not merged into anything: without directives, what they mark, and the nulls of its maps. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((element) => !hasPatchDirective(element)).map(plain);
  if (!isJsonObject(value)) return value;
  const kept = [...readDirectives(value).fields].filter(([, member]) => member !== null && !hasPatchDirective(member));
  return Object.fromEntries(kept.map(([key, member]) => [key, plain(member)]));
}

function patchOf(map: JsonObject): Directives['patch'] {
  const directive = Object.hasOwn(map, PATCH) ? map[PATCH] : undefined;
  if (directive === undefined || directive === 'replace' || directive === 'delete' || directive === 'merge') {
    return directive;
  }
  throw new PatchFailure('$patch is none of replace, delete and merge');
}

/** What the patch sets must be among what may stay: else it says two things at once. */
function retainedIn(map: JsonObject, fields: ReadonlyMap<string, unknown>): readonly string[] | undefined {
  if (!Object.hasOwn(map, RETAIN_KEYS)) return undefined;
  const keys = listOf(RETAIN_KEYS, map[RETAIN_KEYS]).filter((key) => typeof key === 'string');
  const stray = [...fields].find(([key, value]) => value !== null && !keys.includes(key));
  if (stray !== undefined) throw new PatchFailure(`$retainKeys does not name ${stray[0]}, which the patch sets`);
  return keys;
}

function listOf(directive: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new PatchFailure(`${directive} is no list`);
  return value as readonly unknown[];
}
