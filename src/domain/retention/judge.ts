import { type Backup, byNewestStart, isGood } from '../backup/backup.ts';
import { formatTime } from '../time.ts';
import type { Retention, Verdict } from './retention.ts';

/**
 * Decides which backups of one policy and cluster outlive `now`, and why; newest first. A backup goes only when it has
 * expired, is not among the last `keepLast` good ones, and at least `minGood` good ones remain without it. What is not
 * good, or has no expiry, never pushes a good one out.
 */
export function judgeBackups(backups: readonly Backup[], retention: Retention, now: Date): Verdict[] {
  const newestFirst = backups.toSorted(byNewestStart);
  const good = newestFirst.filter(isGood);
  return newestFirst.map((backup): Verdict => {
    const rank = good.indexOf(backup);
    const keep = (reason: string): Verdict => ({ backup: backup.name, keep: true, reason });
    if (backup.expiresAt === undefined) return keep('has no expiry');
    if (backup.expiresAt > now) return keep(`not expired (until ${formatTime(backup.expiresAt)})`);
    if (rank >= 0 && rank < retention.keepLast) return keep(`one of the last ${retention.keepLast} good ones`);
    if (rank >= 0 && rank < retention.minGood)
      return keep(`one of the ${retention.minGood} good ones that must remain`);
    return { backup: backup.name, keep: false, reason: `expired at ${formatTime(backup.expiresAt)}` };
  });
}
