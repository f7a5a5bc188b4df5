import type { RunState } from './run-state.ts';

/** What a phase is told of: the state reached by the record alone, since a run that is being deleted keeps its last phase. */
export interface PhaseFacts {
  readonly reached: RunState;
  /** Of a restore: its step, where the result tells one (`STOPPING_APPS`, …). */
  readonly restoreStep?: string | undefined;
}

/** Cloudera's `backupPhase`; undefined where nothing is known. */
export function backupPhaseOf({ reached }: PhaseFacts): string | undefined {
  return BACKUP_PHASES[reached];
}

/** Cloudera's `restorePhase`; undefined where nothing is known. */
export function restorePhaseOf({ reached, restoreStep }: PhaseFacts): string | undefined {
  return restoreStep ?? RESTORE_PHASES[reached];
}

const BACKUP_PHASES: Readonly<Record<RunState, string | undefined>> = {
  pending: 'PENDING',
  validating: 'PRE_VALIDATION',
  discovering: 'SAVING_OBJECTS',
  saving: 'SAVING_OBJECTS',
  moving: 'CREATING_SNAPSHOTS',
  finalizing: 'VERIFYING',
  completed: 'FINISHED',
  partial: 'FINISHED',
  invalid: 'FINISHED',
  failed: 'FINISHED',
  planned: 'PRE_VALIDATION',
  skipped: 'FINISHED',
  terminating: undefined,
  removed: undefined,
  unknown: undefined,
};

/** Finding out what to do is what a restore validates; nothing is written before it. */
const RESTORE_PHASES: Readonly<Record<RunState, string | undefined>> = {
  ...BACKUP_PHASES,
  discovering: 'PRE_VALIDATION',
  saving: 'RESTORING_OBJECTS',
  moving: 'RESTORING_PVC',
};
