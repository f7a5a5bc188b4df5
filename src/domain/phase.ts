/** State of a backup or restore: Velero's words, plus `Planned` and `Skipped`. */
export type Phase =
  | 'InProgress'
  | 'Completed'
  | 'PartiallyFailed'
  | 'Failed'
  | 'FailedValidation'
  | 'Planned'
  | 'Skipped';

/** Any error makes a finished backup partial; warnings do not. */
export function phaseOf(errors: number): Extract<Phase, 'Completed' | 'PartiallyFailed'> {
  return errors > 0 ? 'PartiallyFailed' : 'Completed';
}
