import { expect, it } from 'vitest';
import { newResult } from '../../../../src/domain/result/new-result.ts';

const START = {
  runId: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
  action: 'backup',
  trigger: 'Workstation',
  scheduledFor: new Date('2026-11-21T02:17:00.123Z'),
  startedAt: new Date('2026-11-21T02:17:02.999Z'),
  version: '0.1.0',
  job: undefined,
  pod: undefined,
  policy: undefined,
  overrides: [],
} as const;

it('begins a run in progress and open, naming only what is known', () => {
  const result = newResult(START);

  expect(result).toEqual({
    schema: 'lifeboat.dev/result/v1',
    runId: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
    action: 'backup',
    phase: 'InProgress',
    terminal: false,
    trigger: 'Workstation',
    scheduledFor: '2026-11-21T02:17:00Z',
    startedAt: '2026-11-21T02:17:02Z',
    attempt: 1,
    attempts: [],
    version: '0.1.0',
    progress: { step: 'started', listsDone: 0, listsTotal: 0, items: 0, bytes: 0 },
    errorCount: 0,
    warningCount: 0,
    errors: [],
    warnings: [],
  });
  expect(Object.keys(result)).not.toContain('job');
});

it('names the policy and what differs from it', () => {
  const policy = { name: 'nightly', source: 'policies/nightly.yaml', sha256: 'a'.repeat(64) };

  const result = newResult({ ...START, policy, overrides: ['--include-namespaces=shop'] });

  expect(result).toMatchObject({ policy, overrides: ['--include-namespaces=shop'] });
});
