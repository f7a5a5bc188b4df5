import { type Backup, type BackupOrigin, byNewestStart, isGood } from '../backup/backup.ts';

/** What a new backup is held against. */
export interface Predecessors {
  /** The last good backup, whatever it selected: its manifest is the one before in the chain. */
  readonly lastGood: Backup | undefined;
  /** The last good backup of the same selection; a changed selection has none yet, and starts anew. */
  readonly baseline: Backup | undefined;
}

/** Finds them in the history of a policy and cluster name; the run's own backup, of an earlier attempt, is none. */
export function predecessorsOf(
  history: readonly Backup[],
  origin: Pick<BackupOrigin, 'runId' | 'policyHash' | 'selectionSha256'>,
): Predecessors {
  const good = history.filter((backup) => isGood(backup) && backup.origin?.runId !== origin.runId);
  const newestFirst = good.toSorted(byNewestStart);
  return {
    lastGood: newestFirst[0],
    baseline: newestFirst.find((backup) => backup.origin !== undefined && isSameSelection(backup.origin, origin)),
  };
}

/** Backups of early releases do not say what they selected: there the text of the whole policy must be the same. */
function isSameSelection(
  theirs: Pick<BackupOrigin, 'policyHash' | 'selectionSha256'>,
  ours: Pick<BackupOrigin, 'policyHash' | 'selectionSha256'>,
): boolean {
  if (theirs.selectionSha256 !== undefined) return theirs.selectionSha256 === ours.selectionSha256;
  return theirs.policyHash !== undefined && theirs.policyHash === ours.policyHash;
}
