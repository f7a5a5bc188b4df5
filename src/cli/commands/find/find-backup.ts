import type { Backup } from '../../../domain/backup/backup.ts';
import { RunError } from '../../../domain/problem.ts';
import { backupNotFound, type Shelf } from '../../../domain/restore/backup-not-found.ts';
import { backupMeant } from '../../../domain/restore/backup-meant.ts';
import type { RunContext } from '../../../base/context.ts';
import type { OpenLocation } from '../../compose.ts';
import type { OpenPlaces } from './places.ts';

/** A backup and the open location that holds it. */
export interface FoundBackup {
  readonly backup: Backup;
  readonly place: OpenLocation;
}

/** What stands in the place of a name for the newest good backup, as `lifeboat restore` takes it. */
const LATEST = 'latest';

/**
 * The backup of a name in the open locations, or the newest good one; `backup-not-found` suggests the nearest name, or says that there is
 * only an unfinished one. A name that several locations hold is `usage`: nobody could tell which one was meant.
 */
export async function findBackup(
  ctx: RunContext,
  { open }: Pick<OpenPlaces, 'open'>,
  name: string,
): Promise<FoundBackup> {
  const found: FoundBackup[] = [];
  for (const place of open) {
    const backup = await place.backups.find(ctx, name);
    if (backup !== undefined) found.push({ backup, place });
  }
  const [only, ...more] = found;
  if (only === undefined && name === LATEST) return latest(ctx, open);
  if (only === undefined) throw await notFound(ctx, open, name);
  if (more.length === 0) return only;
  const names = found.map(({ place }) => place.location.name);
  throw new RunError('usage', `${name} is in several locations: ${names.join(', ')}`, {
    hint: 'Say which with --location.',
  });
}

/** The newest good backup; where nobody could tell which that is, `usage`. */
async function latest(ctx: RunContext, open: readonly OpenLocation[]): Promise<FoundBackup> {
  const [place, ...others] = open;
  if (place === undefined || others.length > 0) {
    throw new RunError(
      'usage',
      `${LATEST} may be in several locations: ${open.map(({ location }) => location.name).join(', ')}`,
      {
        hint: 'Say which with --location.',
      },
    );
  }
  const { backups } = await place.backups.list(ctx);
  const choice = { word: LATEST, at: LATEST, allowPartial: false, clusterName: undefined } as const;
  const meant = backupMeant(backups, choice);
  if ('backup' in meant) return { backup: meant.backup, place };
  if ('clusters' in meant) {
    throw new RunError(
      'usage',
      `${LATEST} in ${place.backups.root} may be a backup of several clusters: ${meant.clusters.join(', ')}`,
      {
        hint: 'Name the backup; see lifeboat list.',
      },
    );
  }
  const why = 'none' in meant ? `: ${meant.none}` : '';
  throw new RunError('backup-not-found', `${place.backups.root} has no good backup${why}`, {
    hint: 'See lifeboat list.',
  });
}

async function notFound(ctx: RunContext, open: readonly OpenLocation[], name: string): Promise<RunError> {
  return backupNotFound(name, await Promise.all(open.map(async (place) => namesBeside(ctx, place, name))), [LATEST]);
}

/** What else there is, by its names alone: only the folder that was asked for is looked into. */
async function namesBeside(ctx: RunContext, { backups }: Pick<OpenLocation, 'backups'>, name: string): Promise<Shelf> {
  const others: { readonly name: string }[] = [];
  const uncommitted: string[] = [];
  const isAsked = (one: string) => {
    if (one !== name) others.push({ name: one });
    return one === name;
  };
  await backups.browse(ctx, isAsked, (found) => {
    if ('uncommitted' in found) uncommitted.push(found.name);
  });
  return { root: backups.root, listing: { backups: others, uncommitted } };
}
