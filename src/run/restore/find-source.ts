import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import { RunError } from '../../domain/problem.ts';
import { chooseBackup, whyNone } from '../../domain/restore/choose-backup.ts';
import type { RestoreWork } from './restore-work.ts';

/** The backup that the policy means; `backup-not-found` says what there is instead. */
export async function findSource(ctx: RunContext, { backups, run }: RestoreWork): Promise<Backup> {
  const { policy, clusterName } = run.order;
  const { source } = policy;
  if (source.type === 'backup') {
    return (await backups.find(ctx, source.name)) ?? (await refuse(ctx, backups, source.name));
  }
  const listing = await backups.list(ctx);
  const choice = { ...source, clusterName };
  const backup = chooseBackup(listing.backups, choice);
  if (backup !== undefined) return backup;
  const until = source.at === 'latest' ? '' : ` begun by ${source.at.toISOString()}`;
  const why = whyNone(listing.backups, choice);
  throw new RunError('backup-not-found', `${backups.root} has no backup of ${source.name}${until}: ${why}`, {
    hint: 'See `lifeboat list`; from.allowPartial takes partial backups too',
  });
}

async function refuse(ctx: RunContext, backups: RestoreWork['backups'], name: string): Promise<never> {
  const listing = await backups.list(ctx);
  if (listing.uncommitted.includes(name)) {
    throw new RunError('backup-not-found', `${name} in ${backups.root} was never finished, or is being made now`);
  }
  const names = listing.backups.map((backup) => backup.name);
  const nearest = nearestName(name, names);
  const others =
    names.length === 1 ? `The only one is ${names[0]}` : `There are ${names.length}; see \`lifeboat list\``;
  throw new RunError('backup-not-found', `There is no backup ${name} in ${backups.root}`, {
    hint: nearest === undefined ? others : `Did you mean ${nearest}?`,
  });
}
