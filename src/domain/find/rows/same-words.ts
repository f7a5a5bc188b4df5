/** Keeps one of equal words or lists: ten thousand rows of a list say the same few, and need not each hold their own. */
export class SameWords {
  readonly #kept = new Map<string, unknown>();

  /** The first that was equal: for values that JSON can write. */
  of<T>(value: T): T {
    if (value === undefined) return value;
    const key = JSON.stringify(value);
    if (!this.#kept.has(key)) this.#kept.set(key, value);
    return this.#kept.get(key) as T;
  }
}
