import { RunError } from '../problem.ts';

/**
 * Where a run stands, in finer words than its phase: what it is doing now, how it ended, and whether what it made is
 * still there. Derived, never stored: other systems' words are read off it (docs/states.md).
 */
export type RunState =
  /** Its record is there; it reads its policy, waits for another run of it, or for its Job's next Pod. */
  | 'pending'
  /** It looks at its location and its cluster; a restore proves the archive. */
  | 'validating'
  /** It finds out what there is, what is to be done, and what it may do. */
  | 'discovering'
  /** It does what it is for: lists and stores, restores, deletes, or verifies. */
  | 'saving'
  /** The data of volumes is being moved. Velero's backups alone: no run of ours does that yet. */
  | 'moving'
  /** It uploads, reads back, commits and tells. */
  | 'finalizing'
  | 'completed'
  | 'partial'
  /** Its policy is wrong; nothing was done. */
  | 'invalid'
  | 'failed'
  /** A plan that was to write nothing. */
  | 'planned'
  /** Nothing was left to do for it by rule. */
  | 'skipped'
  /** Its Job, or the backup that it made, is being deleted. */
  | 'terminating'
  /** What it made is not there any more. */
  | 'removed'
  /** Nobody can tell: its Job vanished without a last word, or its location does not answer. */
  | 'unknown';

/** While a run is at work it may lose its Job, or be asked to stop. */
const AT_ANY_TIME = ['failed', 'terminating', 'unknown'] as const;

/** What exists may go, and its location may be out of reach for a while. */
const AFTER_A_BACKUP = ['terminating', 'removed', 'unknown'] as const;

/**
 * The only ways from one state to another. Every state of a run at work leads back to `pending`: the Job's next Pod
 * begins again. `unknown` is about who looks and not about the run, so that anything may be known after it.
 */
export const TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  pending: ['validating', 'invalid', 'skipped', ...AT_ANY_TIME],
  validating: ['pending', 'discovering', 'saving', 'completed', 'partial', 'invalid', 'skipped', ...AT_ANY_TIME],
  discovering: ['pending', 'saving', 'planned', 'skipped', ...AT_ANY_TIME],
  saving: ['pending', 'moving', 'finalizing', 'completed', 'partial', ...AT_ANY_TIME],
  moving: ['finalizing', ...AT_ANY_TIME],
  finalizing: ['pending', 'completed', 'partial', ...AT_ANY_TIME],
  completed: AFTER_A_BACKUP,
  partial: AFTER_A_BACKUP,
  invalid: [],
  failed: [],
  planned: [],
  skipped: [],
  terminating: ['completed', 'partial', 'failed', 'removed', 'unknown'],
  removed: [],
  unknown: [
    'pending',
    'validating',
    'discovering',
    'saving',
    'moving',
    'finalizing',
    'completed',
    'partial',
    'failed',
    'terminating',
    'removed',
  ],
};

/** The state that a run goes over to; staying is no transition. Throws `internal` where there is no such way. */
export function enterState(from: RunState, to: RunState): RunState {
  if (from === to || TRANSITIONS[from].includes(to)) return to;
  throw new RunError('internal', `Cannot go over from state ${from} to ${to}`);
}

/** Whether nothing but the loss of what was made can follow. */
export function isEnd(state: RunState): boolean {
  return ENDS.has(state);
}

const ENDS: ReadonlySet<RunState> = new Set([
  'completed',
  'partial',
  'invalid',
  'failed',
  'planned',
  'skipped',
  'removed',
]);
