import type { Phase } from '../phase.ts';

/** How many results of a policy are kept in the cluster, by outcome. */
export interface HistoryLimits {
  readonly succeeded: number;
  readonly failed: number;
}

/** A result ConfigMap, as far as it is judged. */
export interface KeptResult {
  readonly name: string;
  readonly phase: string;
  /** When its run was due: as text, newest last. */
  readonly scheduledFor: string;
  /** Somebody marked it, or the latest pointer names it. */
  readonly isHeld: boolean;
}

const SUCCEEDED: ReadonlySet<string> = new Set<Phase>(['Completed', 'Planned', 'Skipped']);
const OPEN: ReadonlySet<string> = new Set<Phase | ''>(['InProgress', '']);

/** The names of the results beyond the limits, the oldest first. Open and held ones stay, and count for nothing. */
export function resultsBeyond(results: readonly KeptResult[], limits: HistoryLimits): string[] {
  const closed = results.filter(({ phase, isHeld }) => !isHeld && !OPEN.has(phase)).toSorted(byNewest);
  const { succeeded = [], failed = [] } = Object.groupBy(closed, ({ phase }) =>
    SUCCEEDED.has(phase) ? 'succeeded' : 'failed',
  );
  const beyond = [...succeeded.slice(limits.succeeded), ...failed.slice(limits.failed)];
  return beyond
    .toSorted(byNewest)
    .toReversed()
    .map(({ name }) => name);
}

/** The names of missing results that would stay if they were beside those that are there: writing others is in vain. */
export function resultsWithin(
  missing: readonly KeptResult[],
  present: readonly KeptResult[],
  limits: HistoryLimits,
): string[] {
  const beyond = new Set(resultsBeyond([...missing, ...present], limits));
  return missing.filter(({ name }) => !beyond.has(name)).map(({ name }) => name);
}

function byNewest(a: KeptResult, b: KeptResult): number {
  if (a.scheduledFor !== b.scheduledFor) return a.scheduledFor < b.scheduledFor ? 1 : -1;
  return a.name < b.name ? 1 : -1;
}
