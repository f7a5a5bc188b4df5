import { RunError } from '../../problem.ts';
import { WAVES, type WaveName } from '../order.ts';

/**
 * What a restore is doing, in the words of Cloudera's `restorePhase` (Data Recovery Service 2.1, Restore API) with
 * VERIFYING added, in their order. A step that has nothing to do is left out.
 */
export const RESTORE_STEPS = [
  /** It looks for its backup. */
  'PENDING',
  /** It proves the archive, looks at the cluster, plans, and checks rights. A plan goes no further. */
  'PRE_VALIDATION',
  'STOPPING_APPS',
  'DELETING_OBJECTS',
  'DELETING_OBJECTS_PVC',
  /** It writes volumes and claims, and the definitions and namespaces that come before them. */
  'RESTORING_PVC',
  'RESTORING_OBJECTS',
  'STARTING_APPS',
  /** Everything is written: its hooks run, and what must hold afterwards is looked at. */
  'VERIFYING',
  /** It has done what its mode asks for, whatever became of single items. */
  'FINISHED',
] as const;

/** One of `RESTORE_STEPS`. */
export type RestoreStep = (typeof RESTORE_STEPS)[number];

/** The step that a restore goes over to; unset before its first. Throws `internal` where that lies behind it. */
export function enterStep(from: RestoreStep | undefined, to: RestoreStep): RestoreStep {
  if (from === undefined || RESTORE_STEPS.indexOf(to) >= RESTORE_STEPS.indexOf(from)) return to;
  throw new RunError('internal', `Cannot go back from restore step ${from} to ${to}`);
}

/** Waves that a restore writes before any other, where it restores claims. */
const UP_TO_CLAIMS: ReadonlySet<WaveName> = new Set(WAVES.slice(0, WAVES.indexOf('claims') + 1));

/** The step in which a wave is written; `written` are the waves of all items that the plan writes. */
export function stepOfWave(wave: WaveName, written: ReadonlySet<WaveName>): RestoreStep {
  const hasVolumes = written.has('storage') || written.has('claims');
  return hasVolumes && UP_TO_CLAIMS.has(wave) ? 'RESTORING_PVC' : 'RESTORING_OBJECTS';
}
