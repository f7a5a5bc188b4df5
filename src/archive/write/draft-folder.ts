import { rm } from 'node:fs/promises';
import type { RunContext } from '../../base/context.ts';
import { ArchiveSpool } from './archive-spool.ts';
import { makeWorkFolder } from './work-folder.ts';

/** A folder in the work directory that belongs to one draft, with the draft's spool in it. */
export class DraftFolder {
  readonly spool: ArchiveSpool;
  readonly #path: string;

  private constructor(path: string, spool: ArchiveSpool) {
    this.#path = path;
    this.spool = spool;
  }

  /** Makes the folder, for this user alone. Throws `cannot-write`. */
  static async create(ctx: RunContext, workDirectory: string): Promise<DraftFolder> {
    const path = await makeWorkFolder(workDirectory);
    try {
      return new DraftFolder(path, await ArchiveSpool.create(path, ctx.clock.now()));
    } catch (error) {
      await rm(path, { recursive: true, force: true });
      throw error;
    }
  }

  /** Closes the spool and removes the folder with all that is in it. */
  async remove(): Promise<void> {
    await this.spool.close();
    await rm(this.#path, { recursive: true, force: true });
  }
}
