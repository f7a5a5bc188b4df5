import type { Backup } from '../backup/backup.ts';
import type { RunState } from './run-state.ts';

/**
 * The state of a backup as its location tells it, ours or Velero's; `lacksArchive` where the archive that it promises is
 * not there.
 */
export function stateOfBackup({ phase }: Pick<Backup, 'phase'>, found: { readonly lacksArchive: boolean }): RunState {
  const state = BY_PHASE[phase] ?? 'unknown';
  return found.lacksArchive && (state === 'completed' || state === 'partial') ? 'removed' : state;
}

/** Every phase of Velero's API, most of which Lifeboat never writes. */
const BY_PHASE: Readonly<Record<string, RunState>> = {
  New: 'pending',
  Queued: 'pending',
  ReadyToStart: 'pending',
  InProgress: 'saving',
  WaitingForPluginOperations: 'moving',
  WaitingForPluginOperationsPartiallyFailed: 'moving',
  Finalizing: 'finalizing',
  FinalizingPartiallyFailed: 'finalizing',
  Completed: 'completed',
  PartiallyFailed: 'partial',
  FailedValidation: 'invalid',
  Failed: 'failed',
  Deleting: 'terminating',
};
