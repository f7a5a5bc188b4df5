import type { RunState } from './run-state.ts';

/** One state in the words of four other systems; undefined where they have none. */
export interface StateWords {
  /** Velero's `status.phase`, and two of ours that it does not know. */
  readonly velero: string | undefined;
  /** NetApp Astra Control's `state` of an appBackup. */
  readonly astra: string;
  /** Job state of Cloudera's Data Recovery Service. */
  readonly cloudera: string | undefined;
  /** Storware's state of a task. */
  readonly storware: string | undefined;
}

/**
 * What other systems call a state. They know neither plans nor skipped runs: nothing was stored or restored, which
 * `removed` and `SUCCESS_REMOVED` say, so that nobody takes such a run for a backup that he could restore from. Astra has
 * no partial success: it is completed, with the reasons in `stateUnready`.
 */
export const STATE_WORDS: Readonly<Record<RunState, StateWords>> = {
  pending: { velero: 'New', astra: 'pending', cloudera: 'NOT_STARTED', storware: 'QUEUED' },
  validating: { velero: 'New', astra: 'pending', cloudera: 'IN_PROGRESS', storware: 'INPROGRESS' },
  discovering: { velero: 'InProgress', astra: 'discovering', cloudera: 'IN_PROGRESS', storware: 'INPROGRESS' },
  saving: { velero: 'InProgress', astra: 'running', cloudera: 'IN_PROGRESS', storware: 'INPROGRESS' },
  moving: {
    velero: 'WaitingForPluginOperations',
    astra: 'running',
    cloudera: 'IN_PROGRESS',
    storware: 'INPROGRESS',
  },
  finalizing: { velero: 'Finalizing', astra: 'running', cloudera: 'IN_PROGRESS', storware: 'INPROGRESS' },
  completed: { velero: 'Completed', astra: 'completed', cloudera: 'COMPLETED', storware: 'SUCCESS' },
  partial: {
    velero: 'PartiallyFailed',
    astra: 'completed',
    cloudera: 'PARTIALLY_FAILED',
    storware: 'PARTIAL_SUCCESS',
  },
  invalid: { velero: 'FailedValidation', astra: 'failed', cloudera: 'FAILED', storware: 'FAILED' },
  failed: { velero: 'Failed', astra: 'failed', cloudera: 'FAILED', storware: 'FAILED' },
  planned: { velero: 'Planned', astra: 'removed', cloudera: 'NOT_STARTED', storware: 'SUCCESS_REMOVED' },
  skipped: { velero: 'Skipped', astra: 'removed', cloudera: 'COMPLETED', storware: 'SUCCESS_REMOVED' },
  terminating: { velero: 'Deleting', astra: 'removed', cloudera: 'TERMINATING', storware: 'INPROGRESS' },
  removed: { velero: undefined, astra: 'removed', cloudera: undefined, storware: 'SUCCESS_REMOVED' },
  unknown: { velero: undefined, astra: 'unknown', cloudera: undefined, storware: undefined },
};
