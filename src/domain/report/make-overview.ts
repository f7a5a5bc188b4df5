import { type Backup, byNewestStart, isGood } from '../backup/backup.ts';
import { lastGoodOf } from '../objectives/judge-run.ts';
import { judgeRpo, judgeRto, spanText } from '../objectives/judge-rpo.ts';
import type { ObjectiveVerdict } from '../objectives/objectives.ts';
import type { RunResult } from '../result/result.ts';
import { judgeBackups } from '../retention/judge.ts';
import { formatTime } from '../time.ts';
import type { KnownPolicy, ReportFacts } from './facts.ts';
import type { LastGoodPoint, Overview, PolicyOverview, RestorePoint, Standing } from './overview.ts';
import { backupPoint, restorePoint, runPoint } from './points.ts';

/** What a report shows, from what was read: grouped by policy and cluster, judged, and in order. */
export function makeOverview(facts: ReportFacts): Overview {
  const restores = facts.runs
    .flatMap((run) => restorePoint(run) ?? [])
    .toSorted((a, b) => compare(a.startedAt, b.startedAt));
  return {
    generatedAt: formatTime(facts.now),
    since: formatTime(facts.since),
    version: facts.version,
    locations: facts.locations,
    policies: groupsOf(facts).map((group) => policyOverview(facts, group, restores)),
    restores,
  };
}

/** One policy of one cluster, and the backups that count as its history. */
interface Group {
  readonly policy: string | undefined;
  readonly cluster: string | undefined;
}

function groupsOf(facts: ReportFacts): Group[] {
  const found = new Map<string, Group>();
  const add = (group: Group): void => void found.set(JSON.stringify([group.policy, group.cluster]), group);
  for (const backup of facts.backups) add(groupOf(backup));
  for (const run of facts.runs) if (run.action === 'backup') add(groupOfRun(run, facts));
  const groups = [...found.values()];
  const unseen = facts.policies.filter(({ name }) => groups.every(({ policy }) => policy !== name));
  return [...groups, ...unseen.map(({ name }) => ({ policy: name, cluster: undefined }))].toSorted(byName);
}

/** A run that failed before it saw its cluster belongs to the one cluster of its policy, where there is but one. */
function groupOfRun({ policy, cluster }: RunResult, { backups, runs }: ReportFacts): Group {
  if (cluster !== undefined || policy === undefined) return { policy: policy?.name, cluster: cluster?.name };
  const clusters = new Set([
    ...backups.flatMap((backup) => (groupOf(backup).policy === policy.name ? (groupOf(backup).cluster ?? []) : [])),
    ...runs.flatMap((run) => (run.policy?.name === policy.name ? (run.cluster?.name ?? []) : [])),
  ]);
  const [only, ...others] = clusters;
  return { policy: policy.name, cluster: others.length === 0 ? only : undefined };
}

/** Of Velero's backups the Schedule is the policy, and nothing tells the cluster. */
function groupOf({ origin, scheduleName }: Backup): Group {
  return { policy: origin?.policy ?? scheduleName, cluster: origin?.clusterName };
}

function isSame(a: Group, b: Group): boolean {
  return a.policy === b.policy && a.cluster === b.cluster;
}

function byName(a: Group, b: Group): number {
  const isNamed = Number(a.policy === undefined) - Number(b.policy === undefined);
  return isNamed || compare(a.cluster ?? '', b.cluster ?? '') || compare(a.policy ?? '', b.policy ?? '');
}

function policyOverview(facts: ReportFacts, group: Group, restores: readonly RestorePoint[]): PolicyOverview {
  const { policy, cluster } = group;
  const known = facts.policies.find(({ name }) => name === policy);
  const backups = facts.backups.filter((backup) => isSame(groupOf(backup), group)).toSorted(byNewestStart);
  const lastGood = lastGoodPoint(backups, facts.now);
  const runs = facts.runs
    .filter((run) => run.action === 'backup' && isSame(groupOfRun(run, facts), group))
    .map(runPoint)
    .toSorted((a, b) => compare(a.due, b.due));
  const missed = known === undefined ? [] : missedSlots(facts, known, { runs, backups });
  const rpo = rpoOf(facts, known, backups);
  return {
    policy,
    cluster,
    lastGood,
    rpo,
    rto: rtoOf(known, restores, group),
    standing: standingOf(lastGood, { rpo, missed, known }),
    schedule: known?.schedule,
    timeZone: known?.timeZone,
    runs,
    missed: missed.map(formatTime),
    backups: backupPoints(facts, known, backups),
    coverage: lastGood && facts.coverage.get(lastGood.backup),
  };
}

function lastGoodPoint(backups: readonly Backup[], now: Date): LastGoodPoint | undefined {
  const found = lastGoodOf(counted(backups));
  if (found === undefined) return undefined;
  const ageSeconds = Math.max(0, Math.round((now.getTime() - found.startedAt.getTime()) / 1_000));
  return { backup: found.backup, startedAt: formatTime(found.startedAt), ageSeconds };
}

/** Ad hoc backups hold something else than the policy says. */
function counted(backups: readonly Backup[]): readonly Backup[] {
  return backups.filter(({ origin }) => origin?.adHoc !== true);
}

function rpoOf({ now }: ReportFacts, known: KnownPolicy | undefined, backups: readonly Backup[]) {
  const rpoMs = known?.objectives.rpoMs;
  return rpoMs === undefined
    ? undefined
    : judgeRpo({ rpoMs, before: lastGoodOf(counted(backups)), made: undefined, now });
}

function rtoOf(
  known: KnownPolicy | undefined,
  restores: readonly RestorePoint[],
  { policy, cluster }: Group,
): ObjectiveVerdict | undefined {
  const rtoMs = known?.objectives.rtoMs;
  if (rtoMs === undefined) return undefined;
  const slowest = restores
    .filter((restore) => restore.isFinished && restore.policy === policy)
    .filter((restore) => cluster === undefined || restore.cluster === cluster)
    .toSorted((a, b) => (b.durationSeconds ?? 0) - (a.durationSeconds ?? 0))[0];
  if (slowest?.durationSeconds === undefined) {
    return { limitSeconds: Math.round(rtoMs / 1_000), isMissed: false, reason: 'no restore was measured' };
  }
  return judgeRto(rtoMs, slowest.durationSeconds * 1_000, `the slowest restore, ${slowest.name},`);
}

/** Slots since the first sign of the policy that no run and no backup was due at; the last minutes are not late yet. */
function missedSlots(
  { now, since }: ReportFacts,
  known: KnownPolicy,
  { runs, backups }: { readonly runs: PolicyOverview['runs']; readonly backups: readonly Backup[] },
): Date[] {
  const due = [
    ...runs.map((run) => Date.parse(run.due)),
    ...backups.flatMap(({ origin }) => origin?.scheduledFor.getTime() ?? []),
  ];
  const taken = new Set(due.map((time) => Math.floor(time / 60_000)));
  const first = Math.min(...due);
  if (!Number.isFinite(first)) return [];
  const after = new Date(Math.max(first, since.getTime()));
  const before = new Date(now.getTime() - GRACE_MS);
  return known.slots(after, before).filter((slot) => !taken.has(Math.floor(slot.getTime() / 60_000)));
}

/** A run that is at work has left no record yet. */
const GRACE_MS = 3_600_000;

function standingOf(
  lastGood: LastGoodPoint | undefined,
  facts: {
    readonly rpo: ObjectiveVerdict | undefined;
    readonly missed: readonly Date[];
    readonly known: KnownPolicy | undefined;
  },
): Standing {
  if (lastGood === undefined) return { state: 'none', reason: 'there is no good backup' };
  const { rpo, missed } = facts;
  if (rpo?.isMissed === true) return { state: 'late', reason: rpo.reason };
  const since = missed.filter((slot) => slot.getTime() > Date.parse(lastGood.startedAt)).length;
  if (since > 0)
    return {
      state: 'late',
      reason: `the schedule was due ${since === 1 ? 'once' : `${since} times`} since the last good backup`,
    };
  return { state: 'good', reason: rpo?.reason ?? `the newest good backup is ${spanText(lastGood.ageSeconds)} old` };
}

function backupPoints(facts: ReportFacts, known: KnownPolicy | undefined, backups: readonly Backup[]) {
  const verdicts = new Map(
    known === undefined
      ? []
      : judgeBackups(counted(backups), known.retention, facts.now, facts.holds).map((one) => [one.backup, one]),
  );
  const sizes = new Map(
    facts.runs.flatMap(({ backup }): [string, number][] =>
      backup?.archiveBytes === undefined ? [] : [[backup.name, backup.archiveBytes]],
    ),
  );
  return backups.map((backup) => {
    const bytes = sizes.get(backup.name) ?? facts.archiveBytes.get(backup.name);
    return backupPoint(backup, verdicts.get(backup.name), bytes);
  });
}

/** The newest good backup of each policy and cluster: those whose contents a report shows. */
export function newestGood(backups: readonly Backup[]): Backup[] {
  const newest = new Map<string, Backup>();
  for (const backup of counted(backups).toSorted(byNewestStart)) {
    const { policy, cluster } = groupOf(backup);
    const key = JSON.stringify([policy, cluster]);
    if (isGood(backup) && !newest.has(key)) newest.set(key, backup);
  }
  return [...newest.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
