import { type Backup, byNewestStart, isGood, isOnlySmall, isQuarantined } from '../backup/backup.ts';
import type { Entry } from '../entry.ts';
import type { Phase } from '../phase.ts';
import type { RestoreSource } from './policy.ts';

/** Which backups of a location a schedule's restore may read. */
export interface ScheduleChoice extends Extract<RestoreSource, { readonly type: 'schedule' }> {
  /** Backups of ours count only under this cluster's name; Velero's carry none. */
  readonly clusterName: string;
}

/**
 * The newest backup of a policy, or of a Velero Schedule, that began at or before the time that is asked for: good ones,
 * and with `allowPartial` partial ones too. Ad hoc backups hold something else than the policy says, and never count.
 */
export function chooseBackup(backups: readonly Backup[], choice: ScheduleChoice): Backup | undefined {
  return candidatesOf(backups, choice)
    .filter((backup) => mayBeTaken(backup, choice))
    .toSorted(byNewestStart)[0];
}

/**
 * Whether a backup that nobody names may be restored: a good one, and where that is allowed a partial one. One in
 * quarantine must be named, or accepted: it may well hold next to nothing.
 */
export function mayBeTaken(backup: Backup, { allowPartial }: Pick<ScheduleChoice, 'allowPartial'>): boolean {
  return isGood(backup) || (allowPartial && backup.phase === 'PartiallyFailed' && !isQuarantined(backup));
}

/** Whether a backup had begun at a time; one that does not say when it did, never. */
export function hadBegun({ startedAt }: Pick<Backup, 'startedAt'>, at: ScheduleChoice['at']): boolean {
  return startedAt !== undefined && (at === 'latest' || startedAt <= at);
}

/** What keeps a schedule's restore from having a backup, as the end of a sentence. */
export function whyNone(backups: readonly Backup[], choice: ScheduleChoice): string {
  const named = backups.filter(({ scheduleName }) => scheduleName === choice.name);
  if (named.length === 0) return 'there are none of that name';
  const ours = candidatesOf(backups, { ...choice, at: 'latest' });
  if (ours.length === 0) {
    const names = new Set(named.flatMap(({ origin }) => (origin === undefined ? [] : [origin.clusterName])));
    return `those of that name are of other clusters (${[...names].join(', ')}), not of ${choice.clusterName}`;
  }
  if (candidatesOf(backups, choice).length === 0) {
    return `${ours.length === 1 ? 'the only one' : `all ${ours.length}`} of that name began later`;
  }
  return `none of the ${ours.length} of that name is good: their phases are ${[...new Set(ours.map(({ phase }) => phase))].join(', ')}`;
}

/** What speaks against restoring from a backup that somebody chose: who names one is not kept from a partial one. */
export function doubtsOf(backup: Pick<Backup, 'name' | 'phase' | 'errors' | 'quarantine'>): Entry[] {
  const { name, phase, errors, quarantine } = backup;
  if (quarantine !== undefined && isQuarantined(backup))
    return [{ code: 'backup-incomplete', message: `The backup ${name} is quarantined: ${quarantine.reason}` }];
  const [completed, partial]: readonly Phase[] = ['Completed', 'PartiallyFailed'];
  if (phase === completed || isOnlySmall(backup)) return [];
  const why =
    phase === partial
      ? `what its ${errors === 1 ? 'error names' : `${errors} errors name`} is not in it`
      : 'what it should hold and does not, nobody knows';
  return [{ code: 'backup-incomplete', message: `The backup ${name} is ${phase}: ${why}` }];
}

function candidatesOf(backups: readonly Backup[], { name, at, clusterName }: ScheduleChoice): Backup[] {
  return backups.filter(
    (backup) =>
      backup.scheduleName === name &&
      (backup.origin === undefined || (backup.origin.clusterName === clusterName && !backup.origin.adHoc)) &&
      hadBegun(backup, at),
  );
}
