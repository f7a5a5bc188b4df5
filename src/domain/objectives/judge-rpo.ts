import type { ObjectiveVerdict } from './objectives.ts';

/** A good backup as objectives see it: what it holds is as old as its start. */
export interface RecoveryPoint {
  readonly backup: string;
  readonly startedAt: Date;
}

/** What is known when an RPO is judged. */
export interface RpoFacts {
  readonly rpoMs: number;
  /** The newest good backup before the run; undefined for none. */
  readonly before: RecoveryPoint | undefined;
  /** The good backup that the run made; undefined where it made none. */
  readonly made: RecoveryPoint | undefined;
  readonly now: Date;
}

/**
 * Whether the newest good backup before the run became older than promised: a backup is there once it is committed, and
 * what it holds is as old as its start. A policy's first backup misses nothing, because there was nothing to be late
 * for; no good backup at all does.
 */
export function judgeRpo({ rpoMs, before, made, now }: RpoFacts): ObjectiveVerdict {
  const limitSeconds = seconds(rpoMs);
  if (before === undefined) {
    if (made !== undefined) {
      return { limitSeconds, actualSeconds: 0, isMissed: false, reason: `${made.backup} is the first good backup` };
    }
    return { limitSeconds, isMissed: true, reason: 'there is no good backup' };
  }
  const actualSeconds = seconds(Math.max(0, now.getTime() - before.startedAt.getTime()));
  const isMissed = actualSeconds > limitSeconds;
  const became = made === undefined ? 'is' : 'had become';
  const then = made === undefined ? '' : ` before ${made.backup} was there`;
  const limit = isMissed ? 'more than' : 'within';
  const reason = `the newest good backup, ${before.backup}, ${became} ${spanText(actualSeconds)} old${then}, ${limit} the ${spanText(limitSeconds)} of its objective`;
  return { limitSeconds, actualSeconds, isMissed, reason };
}

/** Whether a restore took longer than promised. */
export function judgeRto(rtoMs: number, tookMs: number, what: string): ObjectiveVerdict {
  const limitSeconds = seconds(rtoMs);
  const actualSeconds = seconds(tookMs);
  const isMissed = actualSeconds > limitSeconds;
  const limit = isMissed ? 'more than' : 'within';
  const reason = `${what} took ${spanText(actualSeconds)}, ${limit} the ${spanText(limitSeconds)} of its objective`;
  return { limitSeconds, actualSeconds, isMissed, reason };
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}

/** `26h30m`, `45m`, `12s`: as objectives are written, in the units that count. */
export function spanText(total: number): string {
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  if (hours > 0) return minutes === 0 ? `${hours}h` : `${hours}h${minutes}m`;
  const rest = total % 60;
  if (minutes > 0) return rest === 0 ? `${minutes}m` : `${minutes}m${rest}s`;
  return `${rest}s`;
}
