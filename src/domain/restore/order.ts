/**
 * The waves of a restore, in order; within a wave objects are written in parallel. Velero's high priorities
 * (`pkg/cmd/server/config`, `defaultRestorePriorities`) up to configuration, then everything else, then what starts
 * containers, and last what stands in the way of writing.
 */
export const WAVES = [
  'definitions',
  'namespaces',
  'storage',
  'claims',
  'identities',
  'bindings',
  'configuration',
  'others',
  'pods',
  'replica-sets',
  'workloads',
  'jobs',
  'gates',
] as const;

/** One of `WAVES`. */
export type WaveName = (typeof WAVES)[number];
