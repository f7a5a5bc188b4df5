import type { BackupDraft, BackupStore, Claim } from '../../archive/backup-store.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';

/** A backup to be made, or the one that an earlier attempt of this very run has committed. */
export type Opened = { readonly draft: BackupDraft } | { readonly committed: Backup };

/** Claims the backup's name in the location. Another run's backup or living claim of that name is `backup-exists`. */
export async function openDraft(
  ctx: RunContext,
  backups: BackupStore,
  claim: Claim,
  mayTakeOver: boolean,
): Promise<Opened> {
  const claimed = await backups.claim(ctx, claim, { mayTakeOver });
  switch (claimed.outcome) {
    case 'claimed':
      if (claimed.cleaned.length > 0)
        ctx.log.info({ objects: claimed.cleaned.length }, 'cleaned what a dead attempt left');
      return { draft: claimed.draft };
    case 'committed':
      if (claimed.backup.origin?.runId === claim.origin.runId) return { committed: claimed.backup };
      throw new RunError(
        'backup-exists',
        `Cannot create backup ${claim.backup}: ${backups.root} holds one of this name`,
        {
          hint: 'That backup was left as it is; choose another name with --name',
        },
      );
    case 'refused':
      throw new RunError(
        'backup-exists',
        `Cannot create backup ${claim.backup}: run ${claimed.claim.origin.runId} claimed the name in ${backups.root} at ${claimed.claim.claimedAt.toISOString()}`,
        { hint: 'If that run is dead, choose another name with --name, or delete its folder' },
      );
  }
}
