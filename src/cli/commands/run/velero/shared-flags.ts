import type { OptionSpecs } from '../../../arguments/option.ts';

/** What both `velero backup create` and `velero restore create` take for the metadata of what they make. */
export const VELERO_MARKS = {
  labels: {
    type: 'list',
    topic: 'velero',
    valueName: 'KEY=VALUE',
    description: 'Labels of the Backup object, or of the restore',
  },
  annotations: {
    type: 'list',
    topic: 'velero',
    valueName: 'KEY=VALUE',
    description: 'Annotations of the restore; for a backup without effect',
  },
} as const satisfies OptionSpecs;

/** Both take it, and both do it here. */
export const VELERO_WAIT = {
  wait: {
    type: 'boolean',
    default: false,
    short: 'w',
    topic: 'velero',
    description: 'Without effect: every run is waited for',
  },
} as const satisfies OptionSpecs;
