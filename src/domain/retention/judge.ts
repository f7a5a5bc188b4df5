import { type Backup, byNewestStart, isGood, isQuarantined } from '../backup/backup.ts';
import { formatTime } from '../time.ts';
import { Calendar } from './calendar.ts';
import { CALENDAR_UNITS, type CalendarUnit, type Retention, type Verdict } from './retention.ts';

/** Why backups may not go whatever their age, by name. */
export type Holds = ReadonlyMap<string, string>;

const NONE_HELD: Holds = new Map();

/**
 * Decides which backups of one policy and cluster outlive `now`, and why; newest first. A backup goes only when it has
 * expired, no rule keeps it, nobody holds it, and at least `minGood` good ones remain without it. What is not good, or
 * has no expiry, never pushes a good one out. What has no manifest of ours is not ours to delete.
 */
export function judgeBackups(
  backups: readonly Backup[],
  retention: Retention,
  now: Date,
  holds: Holds = NONE_HELD,
): Verdict[] {
  const newestFirst = backups.toSorted(byNewestStart);
  const good = newestFirst.filter(isGood);
  const kept = reasonsByRule(good, retention);
  const frozenBy = newestFirst.slice(0, 1).find(isQuarantined)?.name;
  return newestFirst.map((backup): Verdict => {
    const keep = (reason: string): Verdict => ({ backup: backup.name, keep: true, reason });
    if (backup.expiresAt === undefined) return keep('has no expiry');
    if (backup.expiresAt > now) return keep(`not expired (until ${formatTime(backup.expiresAt)})`);
    const reasons = kept.get(backup);
    if (reasons !== undefined) return keep(reasons.join(', '));
    if (isFresh(backup, good[0], retention)) return keep('newer than the last good one');
    if (frozenBy !== undefined) return keep(`nothing goes while ${frozenBy}, the newest, is in quarantine`);
    if (backup.manifestSha256 === undefined) return keep('has no manifest of ours');
    const held = holds.get(backup.name);
    if (held !== undefined) return keep(`held: ${held}`);
    return { backup: backup.name, keep: false, reason: `expired at ${formatTime(backup.expiresAt)}` };
  });
}

/**
 * Where rules alone keep backups, one that is not good has no time of its own: it stays until a good one follows it, for
 * it may hold what is newest.
 */
function isFresh({ startedAt }: Backup, lastGood: Backup | undefined, { ttlMs }: Retention): boolean {
  if (ttlMs > 0 || startedAt === undefined) return false;
  return lastGood?.startedAt === undefined || startedAt > lastGood.startedAt;
}

/** Every reason to keep a good backup although it has expired. */
function reasonsByRule(good: readonly Backup[], retention: Retention): ReadonlyMap<Backup, readonly string[]> {
  const reasons = new Map<Backup, string[]>();
  const keep = (backups: readonly Backup[], reason: string) => {
    for (const backup of backups) reasons.set(backup, [...(reasons.get(backup) ?? []), reason]);
  };
  const { keepLast, minGood } = retention;
  keep(good.slice(0, keepLast), `one of the last ${keepLast} good ones`);
  const calendar = new Calendar(retention.timeZone);
  for (const unit of CALENDAR_UNITS) {
    for (const { backup, name } of newestOfEach(good, unit, retention.keep[unit], calendar)) {
      keep([backup], `the last good one of ${unit} ${name}`);
    }
  }
  keep(within(good, retention.keepWithinMs), 'good and recent enough');
  const spared = good.slice(0, minGood).filter((backup) => !reasons.has(backup));
  keep(spared, `one of the ${minGood} good ones that must remain`);
  return reasons;
}

/** The newest backup of each of the newest `count` units that have any. */
function newestOfEach(good: readonly Backup[], unit: CalendarUnit, count: number, calendar: Calendar) {
  const newest = new Map<string, Backup>();
  for (const backup of count > 0 ? good : []) {
    if (backup.startedAt === undefined) continue;
    const name = calendar.nameOf(unit, backup.startedAt);
    if (newest.has(name)) continue;
    if (newest.size === count) break;
    newest.set(name, backup);
  }
  return [...newest].map(([name, backup]) => ({ name, backup }));
}

/** Counted back from the newest good one, and not from now: when backups stop, the last ones stay. */
function within(good: readonly Backup[], periodMs: number): readonly Backup[] {
  const newest = good[0]?.startedAt?.getTime();
  if (newest === undefined || periodMs <= 0) return [];
  return good.filter(({ startedAt }) => startedAt !== undefined && newest - startedAt.getTime() <= periodMs);
}
