import { type Backup, byNewestStart, isGood, promisesArchive } from '../backup/backup.ts';
import { sampleOf, type SampleSize } from './sample.ts';

/** Which backups of a location are to be looked at. */
export interface VerifyChoice {
  /** Names of policies, or of Velero's Schedules; empty: of all, and of none. */
  readonly policies: readonly string[];
  /** `Latest`: the newest good one of each policy and cluster. `Sample`: some of all. */
  readonly which: 'Latest' | 'All' | { readonly sample: SampleSize };
}

/** Chooses, the newest first. Those whose phase promises no archive are nobody's to verify; `rank` is that of `sampleOf`. */
export function chooseToVerify(
  backups: readonly Backup[],
  { policies, which }: VerifyChoice,
  rank: (backup: Backup) => string,
): readonly Backup[] {
  const wanted = backups
    .filter(promisesArchive)
    .filter((backup) => policies.length === 0 || policies.includes(policyOf(backup) ?? ''))
    .toSorted(byNewestStart);
  if (which === 'All') return wanted;
  if (which !== 'Latest') return sampleOf(wanted, which.sample, rank);
  const newest = new Map<string, Backup>();
  for (const backup of wanted.filter(isGood)) {
    const key = JSON.stringify([policyOf(backup), backup.origin?.clusterName]);
    if (!newest.has(key)) newest.set(key, backup);
  }
  return [...newest.values()];
}

function policyOf({ origin, scheduleName }: Backup): string | undefined {
  return origin?.policy ?? scheduleName;
}
