import { type Backup, uncommittedBackup } from '../backup/backup.ts';
import { formatTimestamp } from '../time.ts';
import { judgeBackups } from './judge.ts';
import type { Retention, Verdict } from './retention.ts';

/** Backups that never were: good ones at equal distances, the last one now. */
export interface Hypothesis {
  readonly everyMs: number;
  readonly count: number;
}

/** What would be there after so many backups, each followed by a prune. */
export interface Simulated {
  /** The verdicts of the last prune over what was there then, the newest first. */
  readonly verdicts: readonly Verdict[];
  readonly made: number;
  /** How many would have gone along the way, the last prune included. */
  readonly deleted: number;
  /** The most that ever lay there at once. */
  readonly most: number;
}

/** Plays a policy's retention through a hypothetical history. */
export function simulateRetention(
  retention: Retention,
  { everyMs, count }: Hypothesis,
  { policy, now }: { readonly policy: string; readonly now: Date },
): Simulated {
  let there: Backup[] = [];
  let verdicts: readonly Verdict[] = [];
  let most = 0;
  for (let i = count - 1; i >= 0; i--) {
    const at = new Date(now.getTime() - i * everyMs);
    there.push(hypothetical(policy, at, retention));
    most = Math.max(most, there.length);
    verdicts = judgeBackups(there, retention, at);
    const kept = new Set(verdicts.filter(({ keep }) => keep).map(({ backup }) => backup));
    there = there.filter(({ name }) => kept.has(name));
  }
  return { verdicts, made: count, deleted: count - there.length, most };
}

function hypothetical(policy: string, startedAt: Date, { ttlMs }: Retention): Backup {
  return uncommittedBackup({
    name: `${policy}-${formatTimestamp(startedAt)}`,
    phase: 'Completed',
    startedAt,
    completedAt: startedAt,
    expiresAt: new Date(startedAt.getTime() + ttlMs),
    manifestSha256: 'hypothetical',
  });
}
