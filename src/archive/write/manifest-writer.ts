import type { OneMemberGzip } from '../gzip/one-member-gzip.ts';

const CHUNK_BYTES = 262_144;

/**
 * Writes a manifest as it grows: a JSON document whose `items` hold one line per item, so that a diff and a line-wise
 * search work on it, and whose facts follow when they are known. Holds one chunk, not the items.
 */
export class ManifestWriter {
  readonly #gzip: OneMemberGzip;
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;
  #items = 0;

  constructor(gzip: OneMemberGzip, schema: string) {
    this.#gzip = gzip;
    void this.#append(`{"schema":${JSON.stringify(schema)},\n"items":{`);
  }

  /** Adds an item's SHA-256 (hex) under its path; a promise means: wait before the next one. */
  add(path: string, sha256: string): Promise<void> | undefined {
    return this.#append(`${this.#items++ === 0 ? '' : ','}\n${JSON.stringify(path)}:"${sha256}"`);
  }

  /** Adds the facts, one line each, and ends document and gzip member. */
  async end(facts: Readonly<Record<string, unknown>>): Promise<void> {
    const lines = Object.entries(facts).map(([key, value]) => `,\n${JSON.stringify(key)}:${JSON.stringify(value)}`);
    await this.#append(`\n}${lines.join('')}}\n`);
    await this.#flush();
    await this.#gzip.end();
  }

  #append(text: string): Promise<void> | undefined {
    const most = 3 * text.length;
    let pressure = this.#used + most > CHUNK_BYTES ? this.#flush() : undefined;
    if (most > CHUNK_BYTES) pressure = this.#gzip.write(Buffer.from(text)) ?? pressure;
    else this.#used += this.#chunk.write(text, this.#used);
    return pressure;
  }

  #flush(): Promise<void> | undefined {
    if (this.#used === 0) return undefined;
    const chunk = this.#chunk.subarray(0, this.#used);
    this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#used = 0;
    return this.#gzip.write(chunk);
  }
}
