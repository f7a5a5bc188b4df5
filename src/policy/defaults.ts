/**
 * Every default of every document, in the schemas' spelling. Velero's defaults are those of its server's configuration
 * (`pkg/cmd/server/config`); ours are the careful choice.
 */
export const DEFAULTS = {
  // Velero's
  storageLocation: 'default',
  includedNamespaces: ['*'],
  ttl: '720h',
  volumeGroupSnapshotLabelKey: 'velero.io/volume-group',
  csiSnapshotTimeout: '10m',
  itemOperationTimeout: '4h',
  defaultVolumesToFsBackup: false,
  snapshotMoveData: false,
  existingResourcePolicy: 'none',
  preserveNodePorts: false,
  accessMode: 'ReadWrite',
  hookTimeout: '30s',
  backupHookOnError: 'Fail',
  restoreHookOnError: 'Continue',
  finalizers: 'Keep',
  ownerReferences: 'Drop',

  // A backup outlives `ttl` only where the policy says so: a term may be somebody's obligation.
  keepLast: 0,
  // A policy whose runs fail must not lose its last good backup to time alone.
  minGood: 1,
  prune: 'Never',
  // A CronJob's own history is shorter, and dies with its Jobs; etcd is no archive either.
  succeeded: 30,
  failed: 30,
  allowVeleroExpiry: false,
  // What is missing from a backup is noticed now, not at the restore.
  onPartial: 'Fail',
  allowEmpty: false,
  // Who is left with a tenth of a cluster has lost it, or has to say so: few clean-ups are as thorough.
  maxShrinkPercent: 90,
  onBusy: 'Wait',
  // Kubernetes' own default depends on where its controller runs; a policy's must not.
  timeZone: 'Etc/UTC',

  apiGroupVersions: 'Preferred',

  notifyFormat: 'CloudEvents',
  templateContentType: 'text/plain; charset=utf-8',

  // The newest backup is the one that is needed first.
  which: 'Latest',
  sample: '5%',

  prefix: '',
  checksum: 'auto',
  insecureSkipTLSVerify: false,

  // A restore writes nothing until somebody says so.
  mode: 'Plan',
  planWith: 'Compare',
  emptyVolumes: 'Skip',
  // Who restores an object owns its fields, and a copy does not belong to the tool that keeps the original.
  managedFields: 'Drop',
  ifEmpty: false,
  stopApps: false,
  replaceObjects: false,
  replaceVolumes: false,
  gitOpsTracking: 'StripFromCopies',
  // Whoever can annotate a Pod, or write to the location, does not decide what runs in it.
  hooksFromAnnotations: false,
  // As long as Velero's and Helm's own waits.
  conditionTimeout: '5m',
  at: 'latest',
  allowPartial: false,
} as const;
