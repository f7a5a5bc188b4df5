/** Of a run that deletes backups: what became of those that were to go. */
export interface RemovalSummary {
  /** How many were to go. */
  readonly total: number;
  readonly removed: number;
  /** How many are still there, whole, although they were to go. */
  readonly kept: number;
  /** Nothing is left to do again. */
  readonly finished?: boolean;
  /** How many opened downloads were forgotten; absent where there was none to forget. */
  readonly downloads?: number;
  /** Each of them, in the order of its end. */
  readonly backups: readonly RemovedBackup[];
}

/** One backup that was to go. */
export interface RemovedBackup {
  readonly name: string;
  readonly end: 'removed' | 'kept';
  /** Why it was to go, or why it is still there. */
  readonly reason: string;
}

/** The summary of a run that has ended for none of its backups yet. */
export function newRemoval(total: number): RemovalSummary {
  return { total, removed: 0, kept: 0, backups: [] };
}

/** The summary with the end of one more backup. */
export function withRemoved(summary: RemovalSummary, backup: RemovedBackup): RemovalSummary {
  const { end } = backup;
  return { ...summary, [end]: summary[end] + 1, backups: [...summary.backups, backup] };
}
