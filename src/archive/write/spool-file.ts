import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { RunError } from '../../domain/problem.ts';

/** A finished file in the work directory. */
export interface SpooledFile {
  readonly file: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/** A local file that is written once, front to back, and hashed and counted on the way. */
export class SpoolFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #size = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Creates the file, readable by this user alone: it holds Secrets. Throws `cannot-write`. */
  static async create(path: string): Promise<SpoolFile> {
    return new SpoolFile(path, await orCannotWrite(path, () => open(path, 'w', 0o600)));
  }

  /** Appends all of `bytes`; one call at a time. Throws `cannot-write`, when the disk is full above all. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    await orCannotWrite(this.#path, async () => {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at);
        at += bytesWritten;
      }
    });
    this.#size += bytes.length;
  }

  /** Closes the file and tells what is in it. */
  async finish(): Promise<SpooledFile> {
    await orCannotWrite(this.#path, () => this.#handle.close());
    return { file: this.#path, size: this.#size, sha256: this.#hash.digest('hex') };
  }

  /** Lets go of an unfinished file; no error where it is finished. */
  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function orCannotWrite<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunError('cannot-write', `Cannot write ${path} in the work directory: ${reason}`, {
      hint: 'Give the work directory (TMPDIR) more space: room for one compressed archive',
      cause: error,
    });
  }
}
