import type { ZipArchive } from 'archiver';

/** Bytes of the directory that are written at a time. */
const CHUNK_BYTES = 65_536;

/**
 * What archiver keeps of the files of a zip until its end, where their directory stands. Its own is an object of half a
 * KiB for each file, and then a queue of eighteen small buffers for each, all at once: 300 MB for 50 000 files. This one
 * is the directory itself as it will be written, some hundred bytes for each file, in a few large buffers.
 */
class ZipDirectory {
  /** How many files there are; archiver reads it. */
  length = 0;

  readonly #engine: Engine;

  readonly #chunks: Buffer[] = [];

  #used = CHUNK_BYTES;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Called by archiver for each file that has been written. */
  push(entry: object): void {
    this.length++;
    this.#engine._writeCentralFileHeader.call({ write: (bytes) => this.#keep(Buffer.from(bytes)) }, entry);
  }

  /** Called by archiver, once, when the directory is to be written. */
  forEach(): void {
    const last = this.#chunks.pop()?.subarray(0, this.#used);
    for (const chunk of this.#chunks.splice(0)) this.#engine.write(chunk);
    if (last !== undefined) this.#engine.write(last);
  }

  #keep(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#used === CHUNK_BYTES) {
        this.#chunks.push(Buffer.allocUnsafeSlow(CHUNK_BYTES));
        this.#used = 0;
      }
      const copied = bytes.copy(this.#chunks.at(-1) as Buffer, this.#used, at);
      [at, this.#used] = [at + copied, this.#used + copied];
    }
  }
}

/** What archiver's packer of zips has inside, in the version that is pinned. */
interface Engine {
  _entries: unknown;
  /** Writes the directory's lines about a file, with nothing of `this` but `write`. */
  readonly _writeCentralFileHeader: (this: { write(bytes: Uint8Array | string): void }, entry: object) => void;
  write(bytes: Uint8Array): void;
}

/** Has a zip keep no more of each file than its directory needs. */
export function keepSmallDirectory(archive: ZipArchive): void {
  const { engine } = (archive as unknown as { readonly _module: { readonly engine: Engine } })._module;
  engine._entries = new ZipDirectory(engine);
}
