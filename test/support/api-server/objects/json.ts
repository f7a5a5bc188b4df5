/** A JSON value whose integers are exact: those that a double cannot hold are bigints. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** A JSON object; never changed in place. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const LONG_NUMBER = /\d{16}/;
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** Parses JSON as the API server does: integers up to 64 bits stay exact, larger ones become floats. Throws `SyntaxError`. */
export function parseJson(text: string): Json {
  // Looking at every number's source text is slow, so only where a long one occurs.
  return LONG_NUMBER.test(text) ? (JSON.parse(text, keepExact as Reviver) as Json) : (JSON.parse(text) as Json);
}

/** The parsed text, or undefined where it is not JSON. */
export function tryParseJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

function keepExact(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  const source = context.source ?? '';
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return value;
  const exact = BigInt(source);
  return exact >= INT64.least && exact <= INT64.most ? exact : value;
}

/**
 * Compact JSON as Go writes it: bigints as integers, `<`, `>` and `&` escaped; keys sorted at every level, as the
 * server writes custom resources and maps, or in the order given, as it writes the fields of built-in types.
 */
export function encodeJson(value: Json, order: 'given' | 'sorted'): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => encodeJson(item, order)).join(',')}]`;
  if (isJsonObject(value)) return `{${encodeFields(value, order)}}`;
  if (typeof value === 'bigint') return value.toString();
  const text = JSON.stringify(value);
  return typeof value === 'string' ? text.replaceAll(ESCAPED_BY_GO, escape) : text;
}

/** The inside of an object: `"a":1,"b":2`. */
export function encodeFields(object: JsonObject, order: 'given' | 'sorted'): string {
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  const ordered = order === 'sorted' ? keys.toSorted(byCodeUnit) : keys;
  return ordered.map((key) => `${encodeJson(key, order)}:${encodeJson(object[key] as Json, order)}`).join(',');
}

const ESCAPED_BY_GO = /[<>&\u2028\u2029]/g;

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Orders text by its code units, which is the order of Go's maps and of keys in etcd for all but exotic names. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** An object, neither a list nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values are the same JSON, whatever the order of their keys; absent and null differ. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || encodeJson(a, 'sorted') === encodeJson(b, 'sorted');
}

/** The object with some fields set or, where undefined, taken away; safe for keys such as `__proto__`. */
export function withFields(object: JsonObject, fields: JsonObject): JsonObject {
  const merged = new Map([...Object.entries(object), ...Object.entries(fields)]);
  return Object.fromEntries([...merged].filter(([, value]) => value !== undefined));
}
