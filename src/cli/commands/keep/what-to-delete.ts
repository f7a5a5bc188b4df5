import { parseVolumeInfo } from '../../../archive/files/volume-info.ts';
import type { RunContext } from '../../../base/context.ts';
import { mapConcurrent } from '../../../base/concurrent.ts';
import { type Backup, byNewestStart, uncommittedBackup } from '../../../domain/backup/backup.ts';
import { type Standing, standingOf } from '../../../domain/backup/facts.ts';
import { RunError } from '../../../domain/problem.ts';
import { backupNotFound } from '../../../domain/restore/backup-not-found.ts';
import { type LabelSelector, matchesLabels } from '../../../domain/selection/label-selector.ts';
import { parseLabelSelector } from '../../../domain/selection/parse-label-selector.ts';
import type { StorageLocation } from '../../../domain/storage-location.ts';
import type { OptionSpecs, OptionValues } from '../../arguments/option.ts';
import type { Call } from '../../command.ts';
import { type OpenLocation, openLocation } from '../../compose.ts';
import { namedLocations, type PLACE_OPTIONS } from '../find/places.ts';

/** What chooses backups that are not named. */
export const DELETE_FILTERS = {
  selector: {
    type: 'string',
    short: 'l',
    valueName: 'SELECTOR',
    description: 'Backups with these labels: team=shop,stage!=live',
  },
  policy: { type: 'list', valueName: 'NAMES', description: 'Backups of these policies (or, with --velero, Schedules)' },
  olderThan: { type: 'duration', valueName: 'DURATION', description: 'Backups that were begun longer ago: 2160h' },
} as const satisfies OptionSpecs;

type FilterCall = Call<typeof PLACE_OPTIONS> & {
  readonly options: OptionValues<typeof DELETE_FILTERS> & { readonly velero: boolean; readonly clusterName: string };
  readonly positionals: { readonly backup: readonly string[] };
};

/** A backup that is to go. */
export interface DoomedBackup {
  readonly backup: Backup;
  /** With labels that were said later. */
  readonly labels: Standing['labels'];
}

/** What a call means to delete. */
export interface Chosen {
  readonly location: StorageLocation;
  /** The newest first. */
  readonly backups: readonly DoomedBackup[];
  /** What filters chose, and stays. */
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
}

/** Folders whose facts are read at a time. */
const PARALLEL = 8;

/**
 * Finds the backups that the call names, or that all of its filters choose. What is named and must stay (held, made by
 * Velero, unreadable) is refused before anything is done; what filters chose is left out and told.
 */
export async function chooseDoomed(call: FilterCall): Promise<Chosen> {
  const { ctx } = call;
  const location = await onlyLocation(call);
  const selector = selectorOf(call);
  const place = await openLocation(ctx, { ...location, accessMode: 'ReadOnly' });
  try {
    const names = [...new Set(call.positionals.backup)];
    if (names.length > 0) return { location, ...(await named(call, place, names)) };
    return { location, ...(await filtered(call, place, selector)) };
  } finally {
    await place.close();
  }
}

async function onlyLocation(call: FilterCall): Promise<StorageLocation> {
  const { options, positionals, given } = call;
  const filters = (['selector', 'policy', 'olderThan'] as const).flatMap((key) => given.get(key) ?? []);
  if (positionals.backup.length > 0 && filters.length > 0) {
    throw new RunError('usage', `${filters[0]} chooses backups, and ${positionals.backup[0]} is one`, {
      hint: 'Name backups, or choose them.',
    });
  }
  if (positionals.backup.length + filters.length === 0) {
    throw new RunError('usage', 'It is not said what to delete', {
      hint: 'Name backups, or choose them with --policy, --selector, --older-than.',
    });
  }
  const [only, ...more] = await namedLocations(call);
  if (only !== undefined && more.length === 0) return only;
  throw new RunError('usage', `There are several locations in ${options.policies}`, {
    hint: 'Say which with --location.',
  });
}

function selectorOf({ options, given }: FilterCall): LabelSelector | undefined {
  if (options.selector === undefined) return undefined;
  const selector = parseLabelSelector(options.selector);
  if (selector !== undefined) return selector;
  throw new RunError('usage', `The value of ${given.get('selector')} is no label selector: ${options.selector}`, {
    hint: 'Write team=shop,stage!=live, as kubectl -l takes it.',
  });
}

async function named(
  call: FilterCall,
  place: OpenLocation,
  names: readonly string[],
): Promise<Pick<Chosen, 'backups' | 'kept'>> {
  const { ctx } = call;
  const backups: DoomedBackup[] = [];
  for (const name of names) {
    const backup = (await place.backups.find(ctx, name)) ?? (await leftovers(ctx, place, name));
    const { standing, reason } = await judge(call, place, backup);
    if (reason !== undefined) {
      throw new RunError('cannot-write', `Cannot delete backup ${name}: ${reason}`, { hint: hintOf(standing, name) });
    }
    backups.push({ backup, labels: standing.labels });
  }
  return { backups, kept: [] };
}

/** A hold is ended by whoever put it there, a restore by its end: in its name only where it will not come back. */
function hintOf({ hold, readers: [reader] }: Standing, name: string): string {
  if (hold !== undefined) return `End the hold with lifeboat release ${name}. Nothing was deleted.`;
  if (reader === undefined) return 'Nothing was deleted.';
  const release = `lifeboat release ${name} --restore ${reader.restore}`;
  return `Wait for that restore or, if it will not come back, say so with ${release}. Nothing was deleted.`;
}

/** A folder without a commit object is what a removal left, or a run: the store knows, and refuses what is at work. */
async function leftovers(ctx: RunContext, place: OpenLocation, name: string): Promise<Backup> {
  const listing = await place.backups.list(ctx);
  if (!listing.uncommitted.includes(name)) throw backupNotFound(name, [{ root: place.backups.root, listing }]);
  const bytes = await place.backups.readFile(ctx, name, 'claim');
  const { parseClaim } = await import('../../../archive/files/claim-file.ts');
  const claim = bytes && parseClaim(name, bytes);
  const origin = claim && {
    ...claim.origin,
    policyHash: undefined,
    adHoc: true,
    adoptedFrom: undefined,
    scheduledFor: claim.claimedAt,
  };
  return uncommittedBackup({ name, phase: 'Uncommitted', origin, startedAt: claim?.claimedAt });
}

async function filtered(
  call: FilterCall,
  place: OpenLocation,
  selector: LabelSelector | undefined,
): Promise<Pick<Chosen, 'backups' | 'kept'>> {
  const { ctx } = call;
  const { backups, unreadable } = await place.backups.list(ctx);
  const wanted = backups.filter((backup) => isWanted(call, backup)).toSorted(byNewestStart);
  const judged = await mapConcurrent(wanted, PARALLEL, async (backup) => ({
    backup,
    ...(await judge(call, place, backup)),
  }));
  const chosen = judged.filter(({ standing }) => selector === undefined || matchesLabels(selector, standing.labels));
  refuseSeveralClusters(call, chosen);
  for (const { name, message } of unreadable) call.io.stderr.write(`${name} is unreadable and stays: ${message}\n`);
  return {
    backups: chosen
      .filter(({ reason }) => reason === undefined)
      .map(({ backup, standing }) => ({ backup, labels: standing.labels })),
    kept: chosen.flatMap(({ backup, reason }) => (reason === undefined ? [] : [{ name: backup.name, reason }])),
  };
}

/** A location may hold backups of several clusters, whose policies are called alike: nobody means all of them. */
function refuseSeveralClusters({ given }: FilterCall, chosen: readonly { readonly backup: Backup }[]): void {
  const clusters = new Set(chosen.flatMap(({ backup }) => backup.origin?.clusterName ?? []));
  if (given.has('clusterName') || clusters.size < 2) return;
  throw new RunError('usage', `These backups are of several clusters: ${[...clusters].toSorted().join(', ')}`, {
    hint: 'Say which with --cluster-name. Nothing was deleted.',
  });
}

/** A backup that does not say when it was begun is never old. */
function isWanted({ ctx, options, given }: FilterCall, { origin, scheduleName, startedAt }: Backup): boolean {
  const { policy, olderThan, velero, clusterName } = options;
  if (given.has('clusterName') && origin !== undefined && origin.clusterName !== clusterName) return false;
  if (origin === undefined && !velero) return false;
  if (policy.length > 0 && !policy.includes(origin?.policy ?? scheduleName ?? '')) return false;
  if (olderThan === undefined) return true;
  return startedAt !== undefined && ctx.clock.now().getTime() - startedAt.getTime() > olderThan;
}

/** How a backup stands, and why it must stay. */
async function judge({ ctx, options }: FilterCall, place: OpenLocation, backup: Backup) {
  const standing = standingOf(backup, await place.backups.readFacts(ctx, backup.name), ctx.clock.now());
  if (standing.held !== undefined) return { standing, reason: `held: ${standing.held}` };
  if (backup.origin !== undefined) return { standing, reason: undefined };
  if (!options.velero) {
    return { standing, reason: 'Lifeboat did not make it; velero backup delete also deletes what it keeps elsewhere' };
  }
  const isData = await hasVolumeData(ctx, place, backup.name);
  const reason = isData
    ? 'Velero keeps data of its volumes elsewhere, and would never find it again: use velero backup delete'
    : undefined;
  return { standing, reason };
}

/** Whether anything but the folder belongs to a backup of Velero's: snapshots, or data in a repository. */
async function hasVolumeData(ctx: RunContext, { backups }: OpenLocation, name: string): Promise<boolean> {
  const list = await backups.readFile(ctx, name, 'volumeinfo');
  return (
    list !== undefined && parseVolumeInfo(list).some(({ isSkipped, method }) => !isSkipped && method !== undefined)
  );
}
