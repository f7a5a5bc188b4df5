/** A JSON object: own keys only, `__proto__` among them where the text has it; never changed in place. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What stands in a JSON document; the elements of lists and objects are `JsonValue`s again. */
export type JsonValue = null | boolean | number | string | ExactNumber | readonly unknown[] | JsonObject;

/**
 * A number that JavaScript would write differently than it was read: `9223372036854775807`, `1.0`, `-0`, `1e21`.
 * Opaque: `JSON.stringify` alone reads it, and a copy of it (spread, clone) is no number any more.
 */
export interface ExactNumber {
  readonly rawJSON: string;
}

/** Deeper documents are refused: no object of an API server is (it stops far earlier), and a recursion may fail. */
export const MAX_DEPTH = 1_000;

/** A document that cannot be an object of an API server. The message quotes nothing of it: it may be a secret. */
export class MalformedJson extends Error {
  override readonly name = 'MalformedJson';
}

/** As of ECMAScript's `JSON.parse` source text access, which TypeScript's library does not describe yet. */
const RAW = JSON as unknown as {
  readonly rawJSON: (text: string) => ExactNumber;
  readonly isRawJSON: (value: unknown) => boolean;
};

/**
 * Parses one object so that `JSON.stringify` writes every number as it was. Of a key that occurs twice the last value
 * counts, as for the API server. Throws `MalformedJson` for anything but one object in UTF-8, at most `MAX_DEPTH` deep.
 */
export function parseExact(document: Uint8Array | string): JsonObject {
  const text = typeof document === 'string' ? document : decode(document);
  const { isTooDeep, isExact } = lookOver(text);
  if (isTooDeep) throw new MalformedJson(`nested deeper than ${MAX_DEPTH} levels`);
  const value = parse(text, isExact);
  if (!isJsonObject(value)) throw new MalformedJson('not a JSON object');
  return value;
}

/** Whether the value is a number that is kept as its text. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return RAW.isRawJSON(value);
}

/** Whether the value is an object: no list, not null, no number kept as text. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

/** What stands at the path, or undefined; own keys only, so that no path ends in a prototype. */
export function valueAt(object: unknown, ...path: readonly string[]): unknown {
  let value = object;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** The object at the path, or undefined where there is none or something else. */
export function objectAt(object: unknown, ...path: readonly string[]): JsonObject | undefined {
  const value = valueAt(object, ...path);
  return isJsonObject(value) ? value : undefined;
}

/** The text at the path, or undefined where there is none or something else. */
export function textAt(object: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(object, ...path);
  return typeof value === 'string' ? value : undefined;
}

/** The elements of the list at the path; empty where there is none or something else. */
export function listAt(object: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(object, ...path);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new MalformedJson('not UTF-8 text');
    throw error;
  }
}

function parse(text: string, isExact: boolean): unknown {
  try {
    // A reviver costs five times the time, and hardly any object has such a number.
    return isExact ? (JSON.parse(text) as unknown) : (JSON.parse(text, keepExact as Reviver) as unknown);
  } catch (error) {
    // The engine's own message quotes the document.
    if (error instanceof SyntaxError) throw new MalformedJson('not JSON');
    throw error;
  }
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

function keepExact(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  return JSON.stringify(value) === source ? value : RAW.rawJSON(source);
}

/** What is known of a document before it is parsed; says nothing about whether it is one. */
interface Looks {
  readonly isTooDeep: boolean;
  /** Every number of it survives being a double. */
  readonly isExact: boolean;
}

/** Counts brackets, and looks at numbers, outside of strings. */
function lookOver(text: string): Looks {
  let depth = 0;
  let isExact = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_OBJECT || code === OPEN_LIST) depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
    else if (isExact && isNumeric(code)) {
      const end = endOfNumber(text, at);
      isExact = isPlain(text, at, end);
      at = end - 1;
    }
    if (depth > MAX_DEPTH) return { isTooDeep: true, isExact };
  }
  return { isTooDeep: false, isExact };
}

const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Whether a number, or the whole part of one, may have such a character. */
function isNumeric(code: number): boolean {
  return code === MINUS || (code >= ZERO && code <= NINE);
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (isNumeric(text.charCodeAt(end))) end++;
  return end;
}

/** An integer of at most fifteen digits that is not minus zero: JavaScript writes it as it stands there. */
function isPlain(text: string, start: number, end: number): boolean {
  if (end - start > 15 || FRACTION_OR_EXPONENT.has(text[end] ?? '')) return false;
  return !(text.charCodeAt(start) === MINUS && text.charCodeAt(start + 1) === ZERO);
}

const FRACTION_OR_EXPONENT: ReadonlySet<string> = new Set(['.', 'e', 'E']);

/** Where the string that begins at `start` is closed; the end of the text where it is not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((end - first) % 2 === 0) return end;
  }
  return text.length;
}
