import { ItemScanner, MalformedList } from './item-scanner.ts';
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts';

/** One object of a list, cut out but not parsed. */
export interface SplitItem {
  /** The object's bytes in order, from its opening to its closing brace; views into the chunks that were pushed. */
  readonly parts: readonly Uint8Array[];
  /** All parts together. */
  readonly length: number;
  /** `metadata.name`; never empty. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string;
  /** `metadata.deletionTimestamp` is set. */
  readonly isTerminating: boolean;
  /** As the item itself says at its top level, where it does: objects of built-in types do not. */
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
}

/** An object that exceeds a limit; the list goes on behind it. */
export interface RefusedItem {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly reason: string;
}

/** What a list says beside its items. */
export interface ListEnvelope {
  /** `ConfigMapList`. */
  readonly kind: string;
  readonly apiVersion: string;
  readonly resourceVersion: string;
  /** `metadata.continue`: where the next page begins; undefined on the last one. */
  readonly continueToken: string | undefined;
}

/** How large one object may be; above it, it is refused and the rest of the list is kept. */
export interface SplitLimits {
  readonly itemBytes: number;
  readonly depth: number;
}

/** etcd holds objects of 1.5 MiB, so that whoever sends more than this is no API server we know. */
export const DEFAULT_SPLIT_LIMITS: SplitLimits = { itemBytes: 64 * 1024 * 1024, depth: 1000 };

const ENVELOPE_BYTES = 1024 * 1024;
const ITEMS_KEY = /(?<!\\)"items"\s*:\s*$/;

type Place = 'envelope' | 'items' | 'item';

/**
 * Cuts the JSON of a list into its objects while it arrives: bytes in, bytes out, nothing parsed but the envelope.
 * Memory is bounded by the largest item. What is not one complete list (cut anywhere, an error spliced in, a page of
 * HTML, an item without a name) throws `MalformedList`, at the latest from `end`.
 */
export class ListSplitter {
  /** Objects left out so far because they exceed a limit. */
  readonly refused: RefusedItem[] = [];
  readonly #limits: SplitLimits;
  readonly #scanner = new ItemScanner();
  #place: Place = 'envelope';
  /** The list without its items, as Latin-1 so that bytes stay bytes; whole UTF-8 when it is parsed. */
  #envelope = '';
  #head: ListEnvelope | undefined;
  #level = 0;
  #inString = false;
  #isEscaped = false;
  #hasBegun = false;
  /** Within `items`: what may come next besides white space. */
  #next: 'item-or-end' | 'item' | 'comma-or-end' = 'item-or-end';
  /** Where the current item begins in this chunk; undefined where it began in an earlier one. */
  #start: number | undefined;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(limits: SplitLimits = DEFAULT_SPLIT_LIMITS) {
    this.#limits = limits;
  }

  /** The envelope as far as it stands before the items, once they have begun; empty fields where it comes after. */
  get head(): ListEnvelope | undefined {
    return this.#head;
  }

  /** Takes the next bytes, which must not be changed afterwards, and returns the objects that are complete now. */
  push(chunk: Uint8Array): SplitItem[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const complete: SplitItem[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#place === 'item') at = this.#readItem(bytes, at, complete);
      else if (this.#place === 'items') at = this.#readBetween(bytes, at);
      else at = this.#readEnvelope(bytes, at);
    }
    if (this.#start !== undefined) this.#readItem(bytes, bytes.length, complete);
    return complete;
  }

  /** Ends the list; throws where it is not complete. */
  end(): ListEnvelope {
    if (this.#place !== 'envelope' || this.#level !== 0 || !this.#hasBegun) {
      throw new MalformedList('the list ends in the middle');
    }
    return parseEnvelope(this.#envelope);
  }

  #readItem(bytes: Buffer, from: number, complete: SplitItem[]): number {
    const scanner = this.#scanner;
    const end = scanner.scan(bytes, from);
    const start = this.#start ?? from;
    this.#start = undefined;
    this.#length += end - start;
    const isTooLarge = this.#length > this.#limits.itemBytes || scanner.depth > this.#limits.depth;
    if (isTooLarge) this.#parts = [];
    else this.#parts.push(bytes.subarray(start, end));
    if (!scanner.isDone) return end;
    if (isTooLarge) this.refused.push(refusal(scanner, this.#length, this.#limits));
    else complete.push(this.#cutOut());
    this.#parts = [];
    this.#length = 0;
    this.#place = 'items';
    this.#next = 'comma-or-end';
    return end;
  }

  #cutOut(): SplitItem {
    const { objectName, namespace, uid, isTerminating, apiVersion, kind } = this.#scanner;
    if (objectName === undefined || objectName === '') throw new MalformedList('an object of the list has no name');
    const identity = { name: objectName, namespace, uid: uid ?? '', isTerminating, apiVersion, kind };
    return { parts: this.#parts, length: this.#length, ...identity };
  }

  /** White space, commas, and where the next item or the end of the items is. */
  #readBetween(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (isWhiteSpace(byte)) continue;
      if (byte === OPEN_BRACE && this.#next !== 'comma-or-end') {
        this.#place = 'item';
        this.#scanner.begin();
        this.#start = at;
        return at + 1;
      }
      if (byte === CLOSE_BRACKET && this.#next !== 'item') {
        this.#place = 'envelope';
        return at;
      }
      if (byte !== COMMA || this.#next !== 'comma-or-end') throw new MalformedList('the items of the list are broken');
      this.#next = 'item';
    }
    return bytes.length;
  }

  /** Everything around the items; stops behind the bracket that opens them. */
  #readEnvelope(bytes: Buffer, from: number): number {
    let kept = from;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.#inString) this.#readString(byte);
      else if (this.#level === 0) this.#readOutside(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#level -= 1;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.#level += 1;
        if (byte === OPEN_BRACE || this.#level !== 2) continue;
        this.#keep(bytes, kept, at + 1);
        kept = at + 1;
        if (this.#opensItems()) return kept;
      }
    }
    this.#keep(bytes, kept, bytes.length);
    return bytes.length;
  }

  #readString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  /** Around the list itself there is nothing but white space. */
  #readOutside(byte: number): void {
    if (isWhiteSpace(byte)) return;
    if (byte !== OPEN_BRACE || this.#hasBegun) throw new MalformedList('this is not one JSON object');
    this.#hasBegun = true;
    this.#level = 1;
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    this.#envelope += bytes.toString('latin1', start, end);
    if (this.#envelope.length > ENVELOPE_BYTES)
      throw new MalformedList('there is too much around the items of the list');
  }

  /** Whether the bracket just kept is that of `items`. */
  #opensItems(): boolean {
    if (!ITEMS_KEY.test(this.#envelope.slice(0, -1))) return false;
    if (this.#head !== undefined) throw new MalformedList('the list has its items twice');
    this.#head = parseEnvelope(`${this.#envelope}]}`);
    this.#place = 'items';
    return true;
  }
}

function refusal({ objectName, namespace }: ItemScanner, length: number, limits: SplitLimits): RefusedItem {
  const reason =
    length > limits.itemBytes
      ? `it has ${length} bytes, more than ${limits.itemBytes}`
      : `it is nested deeper than ${limits.depth} levels`;
  return { name: objectName, namespace, reason };
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parseEnvelope(latin1: string): ListEnvelope {
  const { kind, apiVersion, metadata, items } = parseObject(Buffer.from(latin1, 'latin1').toString('utf8'));
  if (kind === 'Status') throw new MalformedList('a Status came instead of a list');
  if (items !== null && !(Array.isArray(items) && items.length === 0)) throw new MalformedList('the list has no items');
  const { resourceVersion, continue: token } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  return {
    kind: asText(kind),
    apiVersion: asText(apiVersion),
    resourceVersion: asText(resourceVersion),
    continueToken: asText(token) === '' ? undefined : asText(token),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new MalformedList('the bytes around the items are no JSON');
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
