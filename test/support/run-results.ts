import type { RunResult } from '../../src/domain/result/result.ts';
import { aRunResult, aTypeCount } from './builders.ts';

const JOB = {
  namespace: 'lifeboat',
  name: 'backup-nightly-29920457',
  uid: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
  cronJob: 'backup-nightly',
};

/** A run of a Job's Pod that is at work: claimed, listing, nothing stored yet. */
export function aJobResult(overrides: Partial<RunResult> = {}): RunResult {
  const { exitCode: _, completedAt: __, ...base } = aRunResult();
  return {
    ...base,
    runId: JOB.uid,
    phase: 'InProgress',
    terminal: false,
    job: JOB,
    pod: { name: 'backup-nightly-29920457-x7k2p', uid: 'a1c5d8e2-6f3b-4c7d-8e9f-0a1b2c3d4e5f' },
    location: { name: 'main', root: 's3://acme-backups/production' },
    backup: { name: 'nightly-20261121021700', folder: 'backups/nightly-20261121021700/', committed: false },
    progress: { step: 'listing', listsDone: 3, listsTotal: 37, items: 120, bytes: 812_000 },
    ...overrides,
  };
}

/** The same run at its good end: 412 items in 38 s, three claims without data. */
export function aCompletedJobResult(overrides: Partial<RunResult> = {}): RunResult {
  return aJobResult({
    phase: 'Completed',
    terminal: true,
    exitCode: 0,
    completedAt: '2026-11-21T02:17:40Z',
    backup: {
      name: 'nightly-20261121021700',
      folder: 'backups/nightly-20261121021700/',
      committed: true,
      items: 412,
      archiveBytes: 3_250_585,
      archiveSha256: '3b1f8c1d6f0f4d7c9e5a2b8d4c6e1f0a9b7c5d3e1f2a4b6c8d0e2f4a6b8c0d1e',
      manifestSha256: '9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d',
      expiresAt: '2026-12-21T02:17:00Z',
    },
    progress: { step: 'committed', listsDone: 37, listsTotal: 37, items: 412, bytes: 9_120_000 },
    types: [aTypeCount({ type: 'configmaps', items: 400 }), aTypeCount({ type: 'deployments.apps', items: 12 })],
    claims: { total: 3, notProtected: 3 },
    verdicts: [{ backup: 'nightly-20261121021700', keep: true, reason: 'not expired (until 2026-12-21T02:17:00Z)' }],
    warningCount: 1,
    warnings: [{ code: 'volume-data-not-covered', message: 'The data of 3 claims is not in this backup' }],
    ...overrides,
  });
}

/** The same run with something missing, under `onPartial: Fail`. */
export function aPartialJobResult(overrides: Partial<RunResult> = {}): RunResult {
  return aCompletedJobResult({
    phase: 'PartiallyFailed',
    exitCode: 80,
    reason: 'forbidden',
    errorCount: 2,
    errors: [
      {
        code: 'forbidden',
        message: 'Cannot list secrets in namespace vault: forbidden; grant list on secrets there',
        namespace: 'vault',
        resource: 'secrets',
      },
      {
        code: 'item-too-large',
        message: 'Cannot store ConfigMap shop/huge: it has 70 MiB',
        item: { group: '', resource: 'configmaps', namespace: 'shop', name: 'huge' },
      },
    ],
    ...overrides,
  });
}

/** The same run, ended early by a refusal that no further Pod can change. */
export function aFailedJobResult(overrides: Partial<RunResult> = {}): RunResult {
  return aJobResult({
    phase: 'Failed',
    terminal: true,
    exitCode: 77,
    reason: 'permission-denied',
    message: 'Cannot write to s3://acme-backups/production: AccessDenied',
    hint: 'Grant s3:PutObject on the prefix to the credentials of location main',
    completedAt: '2026-11-21T02:17:05Z',
    ...overrides,
  });
}
