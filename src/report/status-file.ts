import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import type { RunContext } from '../base/context.ts';
import { RunError } from '../domain/problem.ts';
import { encodeResult, MAX_RESULT_BYTES } from '../domain/result/document.ts';
import type { RunResult } from '../domain/result/result.ts';
import { truncateResult } from '../domain/result/truncate.ts';
import type { ResultSink } from './sink.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Keeps `status.json` in a directory: the result document, at most every `statusFileEveryMs` and at the end. A reader
 * sees a whole document at any time, also when the run is killed. Never writes through a symbolic link.
 */
export class StatusFile implements ResultSink {
  readonly name = 'status file';
  readonly #directory: string;
  #toldAtMs: number | undefined;
  /** Writes follow each other: all of them use one temporary file. */
  #previous: Promise<void> = Promise.resolve();

  /** `directory` must exist. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async progress(ctx: RunContext, result: RunResult): Promise<void> {
    const nowMs = ctx.clock.monotonicMs();
    if (this.#toldAtMs !== undefined && nowMs - this.#toldAtMs < ctx.timings.statusFileEveryMs) return;
    this.#toldAtMs = nowMs;
    await this.#inTurn(result);
  }

  async finished(_ctx: RunContext, result: RunResult): Promise<void> {
    await this.#inTurn(result);
  }

  #inTurn(result: RunResult): Promise<void> {
    const written = this.#previous.then(() => this.#write(result));
    this.#previous = written.catch(() => undefined); // told to whoever asked for that write
    return written;
  }

  async #write(result: RunResult): Promise<void> {
    const path = `${this.#directory}/status.json`;
    const temporary = `${this.#directory}/.status-${result.runId.slice(0, 8)}.tmp`;
    try {
      if (await isSymbolicLink(path)) throw new Error('it is a symbolic link');
      await rm(temporary, { force: true }); // of an attempt that was killed while writing
      await writeSynced(temporary, encodeResult(truncateResult(result, MAX_RESULT_BYTES)));
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined); // the first failure is the one to tell
      const why = error instanceof Error ? error.message : String(error);
      throw new RunError('cannot-write', `Cannot write ${path}: ${why}`, { cause: error });
    }
  }
}

async function isSymbolicLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
  await file.writeFile(text);
  await file.sync();
}
