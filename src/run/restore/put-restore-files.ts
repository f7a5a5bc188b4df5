import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { apiVersionOf } from '../../domain/resource.ts';
import type { Planning } from './planning.ts';
import { restoredItem, type RestoreTally } from './restore-tally.ts';
import type { RestoreWork } from './restore-work.ts';

/**
 * Keeps the restore's files in its location, and tells whether they are there. The objects are there whether or not that
 * can be done: a warning.
 */
export async function putRestoreFiles(
  ctx: RunContext,
  { backups, journal, recordedLog }: RestoreWork,
  { target, restore, backup }: Planning,
  tally: RestoreTally,
): Promise<boolean> {
  const items = tally.all.map(({ planned, ending }) => ({
    ...restoredItem(planned, ending),
    apiVersion: apiVersionOf({ group: planned.ref.group, version: planned.version }),
    kind: target.typeOf(planned.ref)?.kind ?? '',
  }));
  const { errors, warnings } = journal.result;
  try {
    await backups.putRestore(ctx, {
      name: restore,
      backup,
      entries: { errors, warnings },
      log: recordedLog(),
      items,
    });
    return true;
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof RunError)) throw error;
    const message = `The files of this restore cannot be kept in its location: ${error.message}`;
    journal.warn(ctx, { code: 'report-failed', message });
    return false;
  }
}
