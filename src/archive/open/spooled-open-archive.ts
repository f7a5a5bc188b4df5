import { rm } from 'node:fs/promises';
import type { RunContext } from '../../base/context.ts';
import type { Entry } from '../../domain/entry.ts';
import { RunError } from '../../domain/problem.ts';
import type { ArchiveContents, ArchivedItem } from '../../domain/restore/contents.ts';
import type { VolumeFacts } from '../../domain/restore/volumes.ts';
import type { OpenArchive, WantedCopy } from '../backup-store.ts';
import { ArchiveReader } from '../read/archive-reader.ts';
import type { CopyChoice } from './copy-choice.ts';
import { readSpool, type SpooledArchive } from './spool-archive.ts';

/** What was learned of an archive while it was proven. */
export interface ProvenFacts {
  readonly contents: ArchiveContents;
  readonly volumes: VolumeFacts;
  readonly warnings: readonly Entry[];
  readonly choice: CopyChoice;
}

/** A proven archive in a folder of the work directory, which `close` removes. */
export class SpooledOpenArchive implements OpenArchive {
  readonly contents: ArchiveContents;
  readonly volumes: VolumeFacts;
  readonly warnings: readonly Entry[];
  readonly #spooled: SpooledArchive;
  readonly #choice: CopyChoice;

  constructor(spooled: SpooledArchive, { contents, volumes, warnings, choice }: ProvenFacts) {
    this.contents = contents;
    this.volumes = volumes;
    this.warnings = warnings;
    this.#spooled = spooled;
    this.#choice = choice;
  }

  async *items(ctx: RunContext, wanted: WantedCopy): AsyncGenerator<ArchivedItem, void, void> {
    ctx.signal.throwIfAborted();
    const pass = this.#choice.begin(wanted);
    if (pass.left === 0) return;
    for await (const batch of new ArchiveReader(readSpool(this.#spooled)).batches()) {
      for (const { meaning, body } of batch) {
        const taken = meaning.kind === 'item' ? pass.take(meaning.ref, meaning.version) : undefined;
        if (meaning.kind !== 'item' || taken === undefined) continue;
        ctx.signal.throwIfAborted();
        yield { ref: meaning.ref, version: taken.version, bytes: body };
        if (pass.left === 0) return;
      }
      ctx.signal.throwIfAborted();
    }
    throw new RunError('internal', `Cannot find ${pass.left} items again in ${this.#spooled.file}: it changed`);
  }

  async close(): Promise<void> {
    await rm(this.#spooled.folder, { recursive: true, force: true });
  }
}
