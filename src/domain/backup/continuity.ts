import type { Entry } from '../entry.ts';
import { type Backup, type BackupOrigin, byNewestStart, isGood } from './backup.ts';

/** Whether a run may add to the history that a location holds for its policy and cluster name. */
export type Continuity =
  | { readonly mayWrite: true; readonly adoptedFrom: string | undefined }
  | { readonly mayWrite: false; readonly otherUid: string; readonly latest: string };

/** The backups that count as one policy's history: same policy, same cluster name, not ad hoc; newest first. */
export function historyOf(backups: readonly Backup[], origin: Pick<BackupOrigin, 'policy' | 'clusterName'>): Backup[] {
  return backups
    .filter(({ origin: theirs }) => theirs !== undefined && !theirs.adHoc && theirs.policy === origin.policy)
    .filter(({ origin: theirs }) => theirs?.clusterName === origin.clusterName)
    .toSorted(byNewestStart);
}

/** The newest good backup of a history that is older than one of it; undefined where that is not in it. */
export function goodBefore(history: readonly Backup[], name: string): Backup | undefined {
  const at = history.findIndex((backup) => backup.name === name);
  return at < 0 ? undefined : history.slice(at + 1).find((backup) => isGood(backup));
}

/**
 * The newest backup of a history tells which cluster goes on with it. Another UID under the same name is a rebuilt
 * cluster, or two clusters that share a name by mistake: only a person can tell, by adopting.
 */
export function judgeContinuity(history: readonly Backup[], clusterUid: string, adopt: boolean): Continuity {
  const latest = history[0];
  const otherUid = latest?.origin?.clusterUid;
  if (latest === undefined || otherUid === undefined || otherUid === clusterUid) {
    return { mayWrite: true, adoptedFrom: undefined };
  }
  return adopt ? { mayWrite: true, adoptedFrom: otherUid } : { mayWrite: false, otherUid, latest: latest.name };
}

/**
 * Whether what a run would do is done already: another run committed a good backup of the same policy text and the
 * same cluster after the time this run was due. Times are whole seconds: one of the same second may have begun before.
 */
export function findServing(
  history: readonly Backup[],
  goal: Pick<BackupOrigin, 'policyHash' | 'clusterUid' | 'runId'> & { readonly scheduledFor: Date },
  isGood: (backup: Backup) => boolean,
): Backup | undefined {
  return history.find(
    (backup) =>
      isGood(backup) &&
      backup.origin?.runId !== goal.runId &&
      backup.origin?.policyHash === goal.policyHash &&
      backup.origin?.clusterUid === goal.clusterUid &&
      backup.startedAt !== undefined &&
      backup.startedAt > goal.scheduledFor,
  );
}

/** The warning of a run that goes on with another cluster's history, as a person told it to. */
export function adoptionWarnings({ adoptedFrom, clusterName, clusterUid }: BackupOrigin): Entry[] {
  if (adoptedFrom === undefined) return [];
  const message = `This cluster (${clusterUid}) goes on with the backups of cluster "${clusterName}", which were made of another one (${adoptedFrom})`;
  return [{ code: 'adopted-history', message }];
}
