import { nearestName } from '../../../domain/nearest-name.ts';
import { RunError } from '../../../domain/problem.ts';

/** The phases there are: Velero's (`BackupPhase` of its API), and what Lifeboat adds for runs. */
const BACKUP_PHASES: readonly string[] = [
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
];

/** The phases that are meant, as Velero spells them; `usage` for one that does not exist. */
export function phasesNamed(written: readonly string[], writtenAs: string): readonly string[] {
  return written.map((text) => {
    const phase = BACKUP_PHASES.find((one) => one.toLowerCase() === text.toLowerCase());
    if (phase !== undefined) return phase;
    const nearest = nearestName(text, BACKUP_PHASES);
    throw new RunError('usage', `${writtenAs}: there is no phase ${JSON.stringify(text)}`, {
      hint: nearest === undefined ? `The phases are ${BACKUP_PHASES.join(', ')}.` : `Did you mean ${nearest}?`,
    });
  });
}
