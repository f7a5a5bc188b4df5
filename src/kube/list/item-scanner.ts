import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts';

/** The members whose values are picked up. */
const KEYS = ['uid', 'name', 'kind', 'metadata', 'namespace', 'apiVersion', 'deletionTimestamp'] as const;
type Key = (typeof KEYS)[number];
const KEY_BYTES = KEYS.map((key) => ({ key, bytes: Buffer.from(key) }));

/** `endOfString` did not meet the closing quote; the second means that the next byte is escaped. */
const NOT_CLOSED = -1;
const NOT_CLOSED_ESCAPED = -2;

/** How many bytes of a string are looked at one by one before the native search takes over. */
const SHORT_STRING = 48;

/** The bytes cannot be what a list promises: cut, spliced, or not a list at all. The page is asked for again. */
export class MalformedList extends Error {
  override readonly name = 'MalformedList';
}

/**
 * Walks through one JSON object that arrives in pieces and picks up the little that a backup needs to know of it,
 * without parsing the rest: its identity and its depth. Values inside `spec` or `data` are only skipped over.
 * The rules of JSON.parse hold for what is picked up: escapes are decoded, the last of equal keys wins.
 */
export class ItemScanner {
  /** Whether the object's closing brace was met. */
  isDone = true;
  /** How deep objects and arrays are nested; the object itself is 1. */
  depth = 0;
  /** Undefined where the member is missing, empty where it is no string. */
  apiVersion: string | undefined;
  kind: string | undefined;
  /** Of `metadata`, and only where they are strings. */
  objectName: string | undefined;
  namespace: string | undefined;
  uid: string | undefined;
  isTerminating = false;

  #level = 0;
  /** Members of this level are read, everything below it is skipped: 1, or 2 inside `metadata`. */
  #watched = 1;
  #expectsKey = true;
  #key: Key | undefined;
  #inString = false;
  #isEscaped = false;
  /** The pieces of a string that is being read and began in an earlier chunk. */
  #pieces: Buffer[] = [];

  /** Begins an object whose opening brace has just been met. */
  begin(): void {
    this.isDone = false;
    this.depth = 1;
    this.apiVersion = this.kind = undefined;
    this.#forgetMetadata();
    this.#level = this.#watched = 1;
    this.#expectsKey = true;
    this.#key = undefined;
    this.#inString = this.#isEscaped = false;
    this.#pieces = [];
  }

  /** Reads on from `from` and returns where it stopped: behind the object's closing brace, or at the chunk's end. */
  scan(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && !this.isDone) {
      if (this.#inString) at = this.#continueString(bytes, at);
      else if (this.#level > this.#watched) at = this.#skip(bytes, at);
      else at = this.#readMembers(bytes, at);
    }
    return at;
  }

  /** The hot loop: strings and brackets until the watched level is reached again. */
  #skip(bytes: Buffer, from: number): number {
    const end = bytes.length;
    const watched = this.#watched;
    let level = this.#level;
    let deepest = this.depth;
    let at = from;
    while (at < end) {
      const byte = bytes[at++];
      if (byte === QUOTE) {
        const close = endOfString(bytes, at);
        if (close < 0) {
          this.#suspendString(close);
          at = end;
        } else at = close;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++level > deepest) deepest = level;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--level === watched) break;
      }
    }
    this.#level = level;
    this.depth = deepest;
    return at;
  }

  #readMembers(bytes: Buffer, from: number): number {
    const end = bytes.length;
    let at = from;
    while (at < end) {
      const byte = bytes[at++];
      if (byte === QUOTE) {
        const close = endOfString(bytes, at);
        if (close < 0) {
          this.#pieces.push(bytes.subarray(at));
          this.#suspendString(close);
          return end;
        }
        this.#take(bytes, at, close - 1);
        at = close;
      } else if (byte === COLON) this.#expectsKey = false;
      else if (byte === COMMA) this.#expectsKey = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (!this.#descend(byte)) return at;
      } else if (byte === CLOSE_BRACE) {
        if (this.#ascend()) return at;
      } else if (byte === CLOSE_BRACKET) throw new MalformedList('an object of the list ends in a bracket');
    }
    return at;
  }

  /** Enters a value; true where its members are of interest. */
  #descend(byte: number): boolean {
    this.#level += 1;
    if (this.#level > this.depth) this.depth = this.#level;
    const isMetadata = this.#level === 2 && this.#key === 'metadata' && byte === OPEN_BRACE;
    if (!isMetadata) return false;
    this.#forgetMetadata();
    this.#watched = 2;
    this.#expectsKey = true;
    this.#key = undefined;
    return true;
  }

  /** Leaves the watched object; true where that was the item itself. */
  #ascend(): boolean {
    this.#level -= 1;
    this.#watched = 1;
    this.#key = undefined;
    this.isDone = this.#level === 0;
    return this.isDone;
  }

  #forgetMetadata(): void {
    this.objectName = this.namespace = this.uid = undefined;
    this.isTerminating = false;
  }

  #suspendString(close: number): void {
    this.#inString = true;
    this.#isEscaped = close === NOT_CLOSED_ESCAPED;
  }

  #continueString(bytes: Buffer, from: number): number {
    const isWatched = this.#level === this.#watched;
    const close = endOfString(bytes, this.#isEscaped ? from + 1 : from);
    if (close < 0) {
      if (isWatched) this.#pieces.push(bytes.subarray(from));
      this.#suspendString(close);
      return bytes.length;
    }
    this.#inString = this.#isEscaped = false;
    if (isWatched) {
      const text = Buffer.concat([...this.#pieces, bytes.subarray(from, close - 1)]);
      this.#pieces = [];
      this.#take(text, 0, text.length);
    }
    return close;
  }

  /** A member of the item itself: with an empty text when its name is met, because any value makes it present. */
  #meet(key: Key | undefined, text: string): void {
    if (key === 'kind') this.kind = text;
    else if (key === 'apiVersion') this.apiVersion = text;
    else if (key === 'metadata') this.#forgetMetadata();
  }

  /** A whole string of a watched object: the name of a member, or the value of one. */
  #take(bytes: Buffer, start: number, end: number): void {
    if (this.#expectsKey) {
      this.#key = keyOf(bytes, start, end);
      if (this.#watched === 1) this.#meet(this.#key, '');
      return;
    }
    if (this.#watched === 1) {
      this.#meet(this.#key, decode(bytes, start, end));
      return;
    }
    if (this.#key === 'name') this.objectName = decode(bytes, start, end);
    else if (this.#key === 'namespace') this.namespace = decode(bytes, start, end);
    else if (this.#key === 'uid') this.uid = decode(bytes, start, end);
    else if (this.#key === 'deletionTimestamp') this.isTerminating = true;
  }
}

/** The index behind the closing quote of a string whose content begins at `from`, or one of the `NOT_CLOSED` marks. */
function endOfString(bytes: Buffer, from: number): number {
  const near = Math.min(bytes.length, from + SHORT_STRING);
  let at = from;
  while (at < near) {
    const byte = bytes[at++];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return endOfLongString(bytes, at);
}

/** As `endOfString`, behind the first bytes: plain stretches are left to the native search. */
function endOfLongString(bytes: Buffer, from: number): number {
  const end = bytes.length;
  let at = from;
  let searchFrom = from;
  while (at < end) {
    if (at >= searchFrom) {
      at = nextQuoteOrEscape(bytes, at);
      searchFrom = at + SHORT_STRING;
      continue;
    }
    const byte = bytes[at++];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) {
      at += 1;
      searchFrom = at + SHORT_STRING;
    }
  }
  return at > end ? NOT_CLOSED_ESCAPED : NOT_CLOSED;
}

/** Jumps over the plain part of a long string: to its next quote, or to the run of backslashes in front of it. */
function nextQuoteOrEscape(bytes: Buffer, from: number): number {
  const quote = bytes.indexOf(QUOTE, from);
  let at = quote < 0 ? bytes.length : quote;
  while (at > from && bytes[at - 1] === BACKSLASH) at -= 1;
  return at;
}

/** Which of our keys the string is; compared as bytes, because nearly every key of an object is none of them. */
function keyOf(bytes: Buffer, start: number, end: number): Key | undefined {
  const length = end - start;
  for (const { key, bytes: wanted } of KEY_BYTES) {
    if (wanted.length === length && wanted[0] === bytes[start] && wanted.compare(bytes, start, end) === 0) return key;
  }
  for (let at = start; at < end; at++) {
    if (bytes[at] === BACKSLASH) return KEYS.find((key) => key === decode(bytes, start, end));
  }
  return undefined;
}

function decode(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    throw new MalformedList('a string of the list holds an escape that JSON does not know');
  }
}
