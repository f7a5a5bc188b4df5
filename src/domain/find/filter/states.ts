import { nearestName } from '../../nearest-name.ts';

/** Phases of backups and runs: Velero's (`BackupPhase` of its API), and what Lifeboat adds. */
export const PHASES = [
  'New',
  'Queued',
  'ReadyToStart',
  'FailedValidation',
  'InProgress',
  'WaitingForPluginOperations',
  'WaitingForPluginOperationsPartiallyFailed',
  'Finalizing',
  'FinalizingPartiallyFailed',
  'Completed',
  'PartiallyFailed',
  'Failed',
  'Deleting',
  'Planned',
  'Skipped',
  'Missed',
  'Unknown',
] as const;

const PENDING = ['New', 'Queued', 'ReadyToStart'];
const RUNNING = [
  'InProgress',
  'WaitingForPluginOperations',
  'WaitingForPluginOperationsPartiallyFailed',
  'Finalizing',
  'FinalizingPartiallyFailed',
];
const FAILED = ['Failed', 'FailedValidation'];
/** Runs that left nothing to restore from, by rule. */
const IDLE = ['Planned', 'Skipped'];

/**
 * Words of other interfaces, without case, underscores and hyphens: Cloudera's job states, Astra's states, Storware's
 * statuses. `completed` is `Completed` alone, although Astra, which has no word for a partial backup, means both.
 */
const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['notstarted', PENDING],
  ['pending', PENDING],
  ['queued', PENDING],
  ['discovering', ['InProgress']],
  ['running', RUNNING],
  ['inprogress', RUNNING],
  ['completed', ['Completed']],
  ['success', ['Completed']],
  ['partial', ['PartiallyFailed']],
  ['partialsuccess', ['PartiallyFailed']],
  ['partiallyfailed', ['PartiallyFailed']],
  ['failed', FAILED],
  ['invalid', ['FailedValidation']],
  ['terminating', ['Deleting']],
  ['removed', [...IDLE, 'Deleting']],
  ['successremoved', IDLE],
]);

/** The words of other interfaces, as people write them. */
const OTHER_WORDS = [
  'NOT_STARTED',
  'PENDING',
  'QUEUED',
  'discovering',
  'RUNNING',
  'IN_PROGRESS',
  'COMPLETED',
  'SUCCESS',
  'PARTIAL',
  'PARTIAL_SUCCESS',
  'PARTIALLY_FAILED',
  'FAILED',
  'INVALID',
  'TERMINATING',
  'removed',
  'SUCCESS_REMOVED',
];

/**
 * The phases that a word for a state means: a phase as Velero spells it is that one phase, every other spelling may be a
 * word of another interface and several phases. Undefined for a word that is in none.
 */
export function phasesMeant(word: string): readonly string[] | undefined {
  const phases: readonly string[] = PHASES;
  if (phases.includes(word)) return [word];
  const meant = WORDS.get(word.toLowerCase().replaceAll(/[_-]/g, ''));
  if (meant !== undefined) return meant;
  const phase = phases.find((one) => one.toLowerCase() === word.toLowerCase());
  return phase === undefined ? undefined : [phase];
}

/** What to say about a word that is no state. */
export function stateHint(word: string): string {
  const nearest = nearestName(word, [...PHASES, ...OTHER_WORDS]);
  return nearest === undefined
    ? `The phases are ${PHASES.join(', ')}; also ${OTHER_WORDS.join(', ')}.`
    : `Did you mean ${nearest}?`;
}
