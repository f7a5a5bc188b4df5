import type { Backup } from '../../src/domain/backup/backup.ts';
import type { KnownPolicy, ReportFacts } from '../../src/domain/report/facts.ts';
import { makeOverview } from '../../src/domain/report/make-overview.ts';
import type { Coverage, Overview } from '../../src/domain/report/overview.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { slotsBetween } from '../../src/policy/schedule/slots.ts';
import { aBackup, anOrigin, aRetention } from './builders.ts';
import { anAppliedResult } from './restore-results.ts';
import { aCompletedJobResult, aFailedJobResult } from './run-results.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-21T09:00:00Z');
const SINCE = new Date(NOW.getTime() - 60 * DAY_MS);
const CLUSTER = { name: 'production', uid: 'u', version: 'v1.36.3' };

const text = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;

/** What a nightly run of some day left: mostly a backup, sometimes a failure, once nothing at all. */
function ofDay(policy: string, due: Date, i: number): { run?: RunResult; backup?: Backup } {
  if (i % 29 === 17) return {};
  const name = `${policy}-${text(due).replaceAll(/[-T:Z]/g, '')}`;
  const base = {
    policy: { name: policy, source: 'configmap:lifeboat/policies', sha256: 'a'.repeat(64) },
    cluster: CLUSTER,
    runId: `${policy}-${i}`,
    scheduledFor: text(due),
    startedAt: text(due),
    completedAt: text(new Date(due.getTime() + (35 + (i % 7) * 4) * 1_000)),
  };
  if (i % 23 === 5) {
    const why = {
      reason: 'storage-unavailable',
      message: 'Cannot reach s3://acme-backups: the store answered 503',
      hint: 'Look at the store',
    };
    return { run: aFailedJobResult({ ...base, ...why }) };
  }
  const items = 380 + i * 3;
  const summary = { name, folder: `backups/${name}/`, committed: true, items, archiveBytes: 3_000_000 + i * 41_000 };
  const isPartial = i % 19 === 11;
  const partial = { phase: 'PartiallyFailed', exitCode: 80, reason: 'forbidden', errorCount: 7 } as const;
  const errors = [{ code: 'forbidden', message: 'Secrets in namespace vault may not be listed' }] as const;
  const run = aCompletedJobResult({ ...base, backup: summary, ...(isPartial && { ...partial, errors }) });
  const backup = aBackup({
    name,
    origin: anOrigin({ policy, scheduledFor: due, clusterName: CLUSTER.name }),
    phase: isPartial ? 'PartiallyFailed' : 'Completed',
    startedAt: due,
    completedAt: new Date(base.completedAt),
    expiresAt: new Date(due.getTime() + 30 * DAY_MS),
    items,
  });
  const isGone = backup.expiresAt! < NOW && due.getUTCDay() !== 0;
  return isGone ? { run } : { run, backup };
}

export function aKnownPolicy(overrides: Partial<KnownPolicy> = {}): KnownPolicy {
  const schedule = { schedule: '17 2 * * *', timeZone: 'Etc/UTC' };
  return {
    name: 'nightly',
    objectives: { rpoMs: 25 * 3_600_000, rtoMs: 900_000 },
    retention: aRetention({ keep: { hour: 0, day: 0, week: 8, month: 0, year: 0 } }),
    ...schedule,
    slots: (after, before) => slotsBetween(schedule, after, before) ?? [],
    ...overrides,
  };
}

function coverageOf(backup: string): Coverage {
  const names = ['shop', 'payments', 'vault', 'observability', 'ingress', 'build', 'docs'];
  const types = ['ConfigMap (v1)', 'Secret (v1)', 'Deployment (apps/v1)', 'Service (v1)', 'PersistentVolumeClaim (v1)'];
  return {
    backup,
    namespaces: names.map((name, i) => ({ name, items: 140 - i * 17 })),
    types: types.map((name, i) => ({ name, items: 210 - i * 41 })),
    clusterScoped: 31,
    claims: { total: 12, notProtected: 12 },
  };
}

/** Everything that a report can show, in sixty days of two policies, one of which stopped; `overrides` change it. */
export function someReportFacts(overrides: Partial<ReportFacts> = {}): ReportFacts {
  const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2026, 8, 23 + i, 2, 17)));
  const found = [
    ...days.map((due, i) => ofDay('nightly', due, i)),
    ...days.slice(0, 41).map((due, i) => ofDay('shop', new Date(due.getTime() + 3_600_000), i + 6)),
  ];
  const restore = anAppliedResult();
  const restored = { ...restore.restore!, finished: true, backup: 'nightly-20261118021700' };
  const runs = found.flatMap(({ run }) => run ?? []);
  const backups = found.flatMap(({ backup }) => backup ?? []);
  const shopAt = { schedule: '17 3 * * *', timeZone: 'Etc/UTC' };
  const shop = aKnownPolicy({
    ...shopAt,
    slots: (after, before) => slotsBetween(shopAt, after, before) ?? [],
    name: 'shop',
    objectives: { rpoMs: 26 * 3_600_000, rtoMs: undefined },
  });
  return {
    now: NOW,
    since: SINCE,
    version: '0.1.0',
    locations: [
      {
        name: 'main',
        root: 's3://acme-backups/production',
        uncommitted: ['nightly-20261121021700-3f9c21'],
        unreadable: [{ name: 'old', message: 'velero-backup.json is no JSON' }],
      },
    ],
    backups,
    runs: [
      ...runs,
      {
        ...restore,
        cluster: CLUSTER,
        restore: restored,
        startedAt: '2026-11-19T10:00:00Z',
        completedAt: '2026-11-19T10:03:20Z',
      },
    ],
    policies: [aKnownPolicy(), shop],
    coverage: new Map(backups.map(({ name }) => [name, coverageOf(name)])),
    archiveBytes: new Map(),
    holds: new Map(),
    ...overrides,
  };
}

/** The same as a report has it. */
export function anOverview(overrides: Partial<ReportFacts> = {}): Overview {
  return makeOverview(someReportFacts(overrides));
}
