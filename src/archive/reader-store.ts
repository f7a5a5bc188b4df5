import type { RunContext } from '../base/context.ts';
import type { FactHead, Reader } from '../domain/backup/facts.ts';

/** Restores that read backups, said beside them: nothing of ours deletes a backup that is read. */
export interface ReaderStore {
  /**
   * Says that a restore reads a backup, and looks then whether it may. Throws `backup-not-found` where the backup is gone,
   * or a removal of it is under way that does not give way to this, and leaves nothing in its folder. Of this and a
   * removal that has begun at the same time at least one sees the other, so never do both go on. Called again by a later
   * attempt of the run, it moves the end.
   */
  beginReading(ctx: RunContext, backup: string, reader: Reader, head: Pick<FactHead, 'by'>): Promise<void>;
  /**
   * Takes back what a run said of its reading, or says that it has ended where nothing may be deleted. Where the backup
   * went meanwhile, nothing is left in its folder.
   */
  endReading(ctx: RunContext, backup: string, run: string, head: Pick<FactHead, 'by'>): Promise<void>;
}
