import type { Findings, Link } from '../../archive/backup-store.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { predecessorsOf } from '../../domain/guard/baseline.ts';
import { judgeShrink } from '../../domain/guard/shrink.ts';
import { RunError } from '../../domain/problem.ts';
import type { BackupWork } from './backup-work.ts';
import type { Filled } from './commit-draft.ts';
import type { History } from './history.ts';

/** What a backup's place in its policy's history says of it. */
export interface Compared {
  readonly previous: Link | undefined;
  /** What collapsed, where the guard is set and something did. */
  readonly quarantined: string | undefined;
}

/**
 * Holds a full draft against the last good backups: which one it follows, and whether it is suspiciously small. What is
 * suspicious is an error of the run; the backup is made all the same, because it may be all there is.
 */
export async function compareWithHistory(
  ctx: RunContext,
  work: BackupWork,
  { backups, origin }: History,
  { draft, tally }: Filled,
): Promise<Compared> {
  const { lastGood, baseline } = predecessorsOf(backups, origin);
  const previous = linkTo(lastGood);
  const { guard } = work.run.order.policy;
  if (guard === undefined || baseline === undefined || origin.adHoc) return { previous, quarantined: undefined };
  const found = await findingsOf(
    ctx,
    work,
    baseline,
    'what the last good backup held cannot be read; only its items are compared',
  );
  const types = tally.types().map(({ type }) => type);
  const suspicion = judgeShrink(
    { items: tally.items, types, bytes: draft.progress.bytes },
    {
      backup: baseline.name,
      items: baseline.items,
      types: found?.types.map(({ type }) => type),
      bytes: found?.contentBytes,
    },
    guard,
  );
  if (suspicion !== undefined) {
    const message = `${suspicion.message}: lifeboat accept ${draft.name}`;
    work.journal.error(ctx, { ...suspicion, message });
  }
  return { previous, quarantined: suspicion?.message };
}

function linkTo(backup: Backup | undefined): Link | undefined {
  if (backup?.manifestSha256 === undefined) return undefined;
  return { backup: backup.name, manifestSha256: backup.manifestSha256 };
}

/**
 * What the manifest of a backup keeps of its making. Undefined where it cannot be read: the commit object's counts must do,
 * because the backup stands; `instead` says in the log what that means.
 */
export async function findingsOf(
  ctx: RunContext,
  { backups }: Pick<BackupWork, 'backups'>,
  { name }: Backup,
  instead: string,
): Promise<Findings | undefined> {
  try {
    return await backups.readFindings(ctx, name);
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof RunError)) throw error;
    ctx.log.warn({ backup: name, error }, instead);
    return undefined;
  }
}
