import { type Backup, byNewestStart } from '../backup/backup.ts';
import { hadBegun, mayBeTaken } from './choose-backup.ts';

/** What goes with the word by which a person names a backup. */
export interface MeantChoice {
  /** `latest`, a backup's name, or the name of a policy or Velero Schedule. */
  readonly word: string;
  /** Set where it is said whether the word is a backup's name or a schedule's; else a backup of that name comes first. */
  readonly sort?: 'backup' | 'schedule' | undefined;
  readonly at: Date | 'latest';
  readonly allowPartial: boolean;
  /** Only backups of this cluster, and Velero's, which name none; undefined: of whichever it is. */
  readonly clusterName: string | undefined;
}

/** The backup that a word means, or why there is none to choose. */
export type Meant =
  | { readonly backup: Backup; readonly isNamed: boolean }
  /** Several clusters keep backups here: nobody could tell whose is meant. */
  | { readonly clusters: readonly string[] }
  /** Neither a backup nor a policy is called so. */
  | { readonly unknown: true }
  /** There are some, and none that may be taken, as the end of a sentence. */
  | { readonly none: string };

/**
 * What a word means among the backups of a location. `latest` is the newest good one, whoever made it; a policy's name
 * its newest good one. What ad hoc runs made is taken by its own name only: it holds something else than a policy says.
 */
export function backupMeant(backups: readonly Backup[], choice: MeantChoice): Meant {
  const { word, sort, at, clusterName } = choice;
  const named = sort === 'schedule' ? undefined : backups.find(({ name }) => name === word);
  if (named !== undefined) return { backup: named, isNamed: true };
  if (sort === 'backup') return { unknown: true };
  const isLatest = word === 'latest' && sort === undefined;
  const called = backups.filter(({ scheduleName }) => isLatest || scheduleName === word);
  if (called.length === 0) return isLatest ? { none: 'there are none at all' } : { unknown: true };
  const ours = called.filter(
    ({ origin }) => origin === undefined || (!origin.adHoc && [undefined, origin.clusterName].includes(clusterName)),
  );
  if (ours.length === 0) return { none: `${allOf(called)} ad hoc, or of another cluster than ${clusterName}` };
  const begun = ours.filter((backup) => hadBegun(backup, at));
  if (begun.length === 0)
    return { none: ours.length === 1 ? 'the only one began later' : `all ${ours.length} began later` };
  const good = begun.filter((backup) => mayBeTaken(backup, choice));
  if (good.length === 0) {
    return { none: `${allOf(begun)} ${[...new Set(begun.map(({ phase }) => phase))].join(' or ')}` };
  }
  const clusters = [...new Set(good.flatMap(({ origin }) => origin?.clusterName ?? []))].toSorted();
  if (clusters.length > 1) return { clusters };
  const [newest] = good.toSorted(byNewestStart);
  return newest === undefined ? { unknown: true } : { backup: newest, isNamed: false };
}

function allOf({ length }: readonly Backup[]): string {
  return length === 1 ? 'the only one is' : `all ${length} are`;
}
