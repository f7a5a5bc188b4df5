/** How long a restore without any deadline counts as one that reads. */
const DAY_MS = 86_400_000;

/** A Job starts its next Pod after six minutes at most (Kubernetes: back-off of Jobs), and that one says anew how long it reads. */
const NEXT_POD_MS = 900_000;

/** What is known of a restore's end when an attempt of it begins. */
export interface ReadingTimes {
  /** When this attempt begins. */
  readonly now: Date;
  /** The deadline of each attempt, from its beginning; undefined for none. */
  readonly timeoutMs: number | undefined;
  /** When the Job's `activeDeadlineSeconds` pass, for all Pods together; undefined for never. */
  readonly jobEndsAt: Date | undefined;
}

/**
 * Until when a restore that never says that it ended counts as one that reads its backup: its Job's deadline, or that of
 * the attempt with time for a next one to begin, whichever comes first; a day without either.
 */
export function readsUntil({ now, timeoutMs, jobEndsAt }: ReadingTimes): Date {
  const attemptMs = timeoutMs === undefined ? undefined : now.getTime() + timeoutMs + NEXT_POD_MS;
  const ends = [attemptMs, jobEndsAt?.getTime()].filter((end) => end !== undefined);
  return new Date(ends.length === 0 ? now.getTime() + DAY_MS : Math.min(...ends));
}
