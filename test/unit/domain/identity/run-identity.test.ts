import { describe, expect, it } from 'vitest';
import {
  backupNameOf,
  type JobFacts,
  type RunIdentity,
  scheduledTimeOf,
  triggerOf,
} from '../../../../src/domain/identity/run-identity.ts';

const DUE = new Date('2026-11-21T02:17:00Z');
const MINUTE = DUE.getTime() / 60_000;

function aJob(overrides: Partial<JobFacts> = {}): JobFacts {
  return {
    namespace: 'lifeboat',
    name: `backup-nightly-${MINUTE}`,
    uid: '3f9c21ab-0000-4000-8000-000000000000',
    createdAt: new Date(DUE.getTime() + 3_000),
    annotations: {},
    cronJob: 'backup-nightly',
    ...overrides,
  };
}

describe('scheduledTimeOf', () => {
  it.each([
    [
      'the controller annotation, written in any zone',
      aJob({ annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-11-21T03:17:00+01:00' } }),
    ],
    ['the minute in the name of a Job that a CronJob owns', aJob()],
    ['the creation of a Job of its own', aJob({ cronJob: undefined, createdAt: DUE })],
    [
      'the creation where the digits name no recent minute',
      aJob({ name: 'backup-nightly-2611210217', createdAt: DUE }),
    ],
    [
      'the creation where the minute is more than a day before it',
      aJob({ name: `backup-nightly-${MINUTE - 1_441}`, createdAt: DUE }),
    ],
    [
      'the creation where a person made it',
      aJob({ annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' }, createdAt: DUE }),
    ],
  ])('is %s', (_, job) => {
    expect(scheduledTimeOf(job)).toEqual(DUE);
  });
});

describe('triggerOf', () => {
  it.each([
    ['Schedule', aJob()],
    [
      'Schedule',
      aJob({ name: 'x', annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-11-21T02:17:00Z' } }),
    ],
    ['Manual', aJob({ annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' } })],
    ['Hook', aJob({ name: 'before-sync', cronJob: undefined, annotations: { 'argocd.argoproj.io/hook': 'PreSync' } })],
    ['Api', aJob({ name: 'by-hand', cronJob: undefined })],
  ])('tells %s', (trigger, job) => {
    expect(triggerOf(job)).toBe(trigger);
  });
});

describe('backupNameOf', () => {
  const identity = (overrides: Partial<RunIdentity> = {}): RunIdentity => ({
    runId: aJob().uid,
    job: aJob(),
    pod: undefined,
    trigger: 'Schedule',
    scheduledFor: DUE,
    ...overrides,
  });

  it('names a scheduled backup by its policy and the time it was due', () => {
    expect(backupNameOf('nightly', identity())).toBe('nightly-20261121021700');
  });

  it('adds the run to the name of any other, so that two of one second differ', () => {
    expect(backupNameOf('nightly', identity({ trigger: 'Manual' }))).toBe('nightly-20261121021700-3f9c21');
    expect(backupNameOf(undefined, identity({ trigger: 'Workstation' }))).toBe('manual-20261121021700-3f9c21');
  });
});
