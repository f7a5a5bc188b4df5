import { describe, expect, it } from 'vitest';
import { stateOfBackup } from '../../../../src/domain/state/state-of-backup.ts';
import { stateOfRun, type Surroundings } from '../../../../src/domain/state/state-of-run.ts';
import type { RunState } from '../../../../src/domain/state/run-state.ts';
import type { Phase } from '../../../../src/domain/phase.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../../support/run-results.ts';

const ENDED: readonly (readonly [Phase, RunState])[] = [
  ['Completed', 'completed'],
  ['PartiallyFailed', 'partial'],
  ['Failed', 'failed'],
  ['FailedValidation', 'invalid'],
  ['Planned', 'planned'],
  ['Skipped', 'skipped'],
];

const ATTEMPT = { attempt: 1, startedAt: '2026-11-21T02:17:02Z', endedAt: '2026-11-21T02:18:00Z' };

describe('the state of a run', () => {
  it.each(ENDED)('that ended as %s is %s', (phase, state) => {
    const result = aFailedJobResult({ phase });

    expect(stateOfRun(result)).toBe(state);
  });

  it.each([
    ['started', 'pending'],
    ['claimed', 'validating'],
    ['discovered', 'discovering'],
    ['listing', 'saving'],
    ['uploaded', 'finalizing'],
    ['restoring configuration', 'saving'],
  ])('whose last step is %s is %s', (step, state) => {
    const result = aJobResult({ progress: { ...aJobResult().progress, step } });

    expect(stateOfRun(result, { job: 'there' })).toBe(state);
  });

  it('that waits for its Job’s next Pod is pending again', () => {
    const ended = { ...ATTEMPT, exitCode: 75, reason: 'storage-unavailable', message: 'no answer' };
    const result = aJobResult({ attempts: [ended] });

    expect(stateOfRun(result)).toBe('pending');
  });

  it.each<readonly [Surroundings, RunState]>([
    [{ job: 'gone' }, 'unknown'],
    [{ job: 'being-deleted' }, 'terminating'],
  ])('at work, with %j, is %s', (found, state) => {
    expect(stateOfRun(aJobResult(), found)).toBe(state);
  });

  it.each<readonly [Surroundings, RunState]>([
    [{ backup: 'there' }, 'completed'],
    [{ backup: 'gone' }, 'removed'],
    [{ backup: 'being-deleted' }, 'terminating'],
    [{ backup: 'unreachable' }, 'unknown'],
    [{ job: 'gone' }, 'completed'],
  ])('that is completed, with %j, is %s', (found, state) => {
    expect(stateOfRun(aCompletedJobResult(), found)).toBe(state);
  });

  it('of a partial backup that was deleted is removed, of a failed one failed: there never was a backup', () => {
    expect(stateOfRun(aPartialJobResult(), { backup: 'gone' })).toBe('removed');
    expect(stateOfRun(aFailedJobResult(), { backup: 'gone' })).toBe('failed');
  });
});

describe('the state of a backup in its location', () => {
  it.each([
    ['New', 'pending'],
    ['InProgress', 'saving'],
    ['WaitingForPluginOperations', 'moving'],
    ['FinalizingPartiallyFailed', 'finalizing'],
    ['Completed', 'completed'],
    ['PartiallyFailed', 'partial'],
    ['FailedValidation', 'invalid'],
    ['Deleting', 'terminating'],
    ['SomethingNew', 'unknown'],
  ])('in Velero’s phase %s is %s', (phase, state) => {
    expect(stateOfBackup({ phase }, { lacksArchive: false })).toBe(state);
  });

  it('is removed where its archive is gone, and failed where it never had one', () => {
    expect(stateOfBackup({ phase: 'Completed' }, { lacksArchive: true })).toBe('removed');
    expect(stateOfBackup({ phase: 'Failed' }, { lacksArchive: true })).toBe('failed');
  });
});
