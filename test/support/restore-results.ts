import type { RestoredItem, RestoreSummary, RunResult } from '../../src/domain/result/result.ts';
import { aJobResult } from './run-results.ts';

const JOB = { namespace: 'lifeboat-restore', name: 'restore-shop-1', uid: '5e1b9a70-7c22-4b1e-8a52-0d8a8c6f7e11' };
const SHA = '3b1f8c1d6f0f4d7c9e5a2b8d4c6e1f0a9b7c5d3e1f2a4b6c8d0e2f4a6b8c0d1e';
const DIGEST = '9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d';

/** One line of a plan: a Deployment that will be created. */
export function aRestoredItem(overrides: Partial<RestoredItem> = {}): RestoredItem {
  return { item: 'deployments.apps/shop/web', wave: 'workloads', action: 'create', ...overrides };
}

/** What a plan says of a small shop: six creates, and one thing of each sort that needs a look. */
export const PLAN_ITEMS: readonly RestoredItem[] = [
  aRestoredItem({ item: 'namespaces/shop', wave: 'namespaces' }),
  aRestoredItem({
    item: 'persistentvolumeclaims/shop/db',
    wave: 'claims',
    action: 'skip',
    reason: 'no-volume-data',
    detail: 'the data of its volume is not in this backup',
  }),
  aRestoredItem({ item: 'serviceaccounts/shop/web', wave: 'identities', action: 'unchanged' }),
  aRestoredItem({ item: 'configmaps/shop/settings', wave: 'configuration' }),
  aRestoredItem({
    item: 'configmaps/shop/prices',
    wave: 'configuration',
    action: 'update',
    detail: 'data.apples',
  }),
  aRestoredItem({ item: 'secrets/shop/db', wave: 'configuration' }),
  aRestoredItem({ item: 'services/shop/web', wave: 'others' }),
  aRestoredItem({
    item: 'pods/shop/migrate-x2k4p',
    wave: 'pods',
    action: 'skip',
    reason: 'already-completed',
    detail: 'the Pod had Succeeded',
  }),
  aRestoredItem(),
  aRestoredItem({
    item: 'statefulsets.apps/shop/db',
    wave: 'workloads',
    action: 'fail',
    reason: 'immutable-field',
    detail: 'spec.serviceName',
  }),
  aRestoredItem({ item: 'cronjobs.batch/shop/report', wave: 'jobs' }),
];

/** A restore that plans. */
export function aRestoreSummary(overrides: Partial<RestoreSummary> = {}): RestoreSummary {
  return {
    name: 'restore-shop-1',
    mode: 'Plan',
    backup: 'nightly-20261121021700',
    archiveSha256: SHA,
    planDigest: DIGEST,
    planned: { create: 6, update: 1, unchanged: 1, skip: 2, fail: 1 },
    items: PLAN_ITEMS,
    user: 'system:serviceaccount:lifeboat-restore:lifeboat-restore',
    ...overrides,
  };
}

/** A restore of a Job's Pod that is at work: the archive is open, nothing is written. */
export function aRestoreResult(overrides: Partial<RunResult> = {}): RunResult {
  const { backup: _, ...base } = aJobResult();
  return {
    ...base,
    runId: JOB.uid,
    action: 'restore',
    trigger: 'Manual',
    job: JOB,
    pod: { name: 'restore-shop-1-x7k2p', uid: 'b2c5d8e2-6f3b-4c7d-8e9f-0a1b2c3d4e5f' },
    policy: { name: 'restore-shop-1', source: 'configmap:lifeboat-restore/restore-shop-1', sha256: 'a'.repeat(64) },
    restore: { name: 'restore-shop-1', mode: 'Plan', backup: 'nightly-20261121021700' },
    progress: { step: 'opened', listsDone: 3, listsTotal: 7, items: 120, bytes: 812_000 },
    ...overrides,
  };
}

/** The same run at its end: the plan is published. */
export function aPlannedResult(overrides: Partial<RunResult> = {}): RunResult {
  return aRestoreResult({
    phase: 'Planned',
    terminal: true,
    exitCode: 0,
    completedAt: '2026-11-21T02:17:06Z',
    restore: aRestoreSummary(),
    progress: { step: 'planned', listsDone: 7, listsTotal: 7, items: 11, bytes: 912_000 },
    ...overrides,
  });
}

/** A restore that wrote everything that it could: a claim without data and a fixed field make it partial. */
export function anAppliedResult(overrides: Partial<RunResult> = {}): RunResult {
  return aRestoreResult({
    phase: 'PartiallyFailed',
    terminal: true,
    exitCode: 80,
    reason: 'no-volume-data',
    completedAt: '2026-11-21T02:17:40Z',
    restore: aRestoreSummary({
      mode: 'Apply',
      finished: true,
      kept: true,
      ended: { created: 6, updated: 1, unchanged: 1, skipped: 2, failed: 1 },
      items: PLAN_ITEMS.flatMap((item): RestoredItem[] => {
        if (item.action === 'create' || item.action === 'unchanged') return [];
        const end = (
          { update: 'updated', recreate: 'recreated', skip: 'skipped', fail: 'failed', unknown: 'failed' } as const
        )[item.action];
        return [{ ...item, end }];
      }),
    }),
    progress: { step: 'applied', listsDone: 7, listsTotal: 7, items: 11, bytes: 912_000 },
    errorCount: 2,
    errors: [
      { code: 'list-failed', message: 'Claim shop/db is not restored: the data of its volume is not in this backup' },
      { code: 'list-failed', message: 'Cannot restore statefulsets.apps/shop/db: spec.serviceName differs' },
    ],
    ...overrides,
  });
}
