import { isExactNumber, isJsonObject } from '../domain/json/exact-json.ts';
import { PatchFailure } from './patch-failure.ts';

/**
 * Brings documents through an engine that copies and compares what it is given: numbers that are kept as text become
 * symbols, which no copy can harm, and numbers again afterwards.
 */
export class NumberKeeper {
  readonly #symbols = new Map<string, symbol>();
  readonly #numbers = new Map<symbol, unknown>();

  /** A deep copy of a JSON value for the engine to change. Throws `PatchFailure` for keys that it would lose. */
  hide(value: unknown): unknown {
    if (isExactNumber(value)) return this.#symbolOf(value.rawJSON, value);
    if (Array.isArray(value)) return value.map((element) => this.hide(element));
    if (!isJsonObject(value)) return value;
    if (Object.hasOwn(value, '__proto__')) throw new PatchFailure('an object with a key __proto__ cannot be patched');
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.hide(member)]));
  }

  /** What `hide` gave, or the engine made of it, as JSON value again; a copy. */
  show(value: unknown): unknown {
    if (typeof value === 'symbol') return this.#numbers.get(value);
    if (Array.isArray(value)) return value.map((element) => this.show(element));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.show(member)]));
  }

  #symbolOf(text: string, value: unknown): symbol {
    const symbol = this.#symbols.get(text) ?? Symbol(text);
    this.#symbols.set(text, symbol);
    this.#numbers.set(symbol, value);
    return symbol;
  }
}
