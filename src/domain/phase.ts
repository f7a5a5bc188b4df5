/** State of a backup or restore: Velero's words, plus `Planned` and `Skipped`. */
export type Phase =
  | 'InProgress'
  | 'Completed'
  | 'PartiallyFailed'
  | 'Failed'
  | 'FailedValidation'
  | 'Planned'
  | 'Skipped';
