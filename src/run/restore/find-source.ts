import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import { backupNotFound } from '../../domain/restore/backup-not-found.ts';
import { chooseBackup, whyNone } from '../../domain/restore/choose-backup.ts';
import type { BackupListing } from '../../archive/backup-store.ts';
import type { RestoreWork } from './restore-work.ts';

/**
 * The backup that the policy means; `backup-not-found` says what there is instead. Undefined where `ifEmpty` is set and
 * nobody has made one yet.
 */
export async function findSource(ctx: RunContext, { backups, run }: RestoreWork): Promise<Backup | undefined> {
  const { policy, clusterName } = run.order;
  const { source } = policy;
  if (source.type === 'backup') {
    const found = await backups.find(ctx, source.name);
    if (found !== undefined) return found;
    throw backupNotFound(source.name, [{ root: backups.root, listing: await backups.list(ctx) }]);
  }
  const listing = await backups.list(ctx);
  const choice = { ...source, clusterName };
  const backup = chooseBackup(listing.backups, choice);
  if (backup !== undefined) return backup;
  if (policy.ifEmpty && isFirst(listing, source.name)) return undefined;
  const until = source.at === 'latest' ? '' : ` begun by ${source.at.toISOString()}`;
  const why = whyNone(listing.backups, choice);
  throw new RunError('backup-not-found', `${backups.root} has no backup of ${source.name}${until}: ${why}`, {
    hint: 'See `lifeboat list`; from.allowPartial takes partial backups too',
  });
}

/** Whether a policy has no backup at all: neither a partial one, nor one of another cluster, nor one that cannot be read. */
function isFirst({ backups, unreadable }: BackupListing, policy: string): boolean {
  return unreadable.length === 0 && backups.every(({ scheduleName }) => scheduleName !== policy);
}
