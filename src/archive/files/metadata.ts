import { labelValue } from '../../base/label-value.ts';
import type { BackupOrigin } from '../../domain/backup/backup.ts';
import { formatTime } from '../../domain/time.ts';
import type { CommitFacts } from '../backup-store.ts';

/** Velero's version of the layout of archive and metadata. */
export const FORMAT_VERSION = '1.1.0';

/** Our own marks on a Backup object, all annotations: Velero keeps them and knows nothing of them. */
export const ANNOTATIONS = {
  runId: 'lifeboat.dev/run-id',
  policy: 'lifeboat.dev/policy',
  policySha256: 'lifeboat.dev/policy-sha256',
  cluster: 'lifeboat.dev/cluster',
  clusterUid: 'lifeboat.dev/cluster-uid',
  adoptedFrom: 'lifeboat.dev/adopted-from',
  adHoc: 'lifeboat.dev/ad-hoc',
  scheduledFor: 'lifeboat.dev/scheduled-for',
  archiveSha256: 'lifeboat.dev/archive-sha256',
  manifestSha256: 'lifeboat.dev/manifest-sha256',
  expiresAt: 'lifeboat.dev/expires-at',
  onPartial: 'lifeboat.dev/on-partial',
  selectionSha256: 'lifeboat.dev/selection-sha256',
  quarantined: 'lifeboat.dev/quarantined',
} as const;

/** Label with the schedule's name, by which `velero restore create --from-schedule` finds the latest backup. */
export const SCHEDULE_NAME = 'velero.io/schedule-name';

/** Where Velero lives by default. Its sync puts the object into its own namespace whatever stands here. */
const NAMESPACE = 'velero';

/** What the commit object says beside the facts of the run. */
export interface Sealed {
  readonly name: string;
  readonly archiveSha256: string;
  readonly manifestSha256: string;
}

/**
 * `velero-backup.json`: the Backup object as Velero stores it, indented. Terminal from the start, because Velero reads
 * it once and never again. Without `status.expiration`, unless the policy allows it: Velero deletes on it.
 */
export function encodeMetadata(facts: CommitFacts, sealed: Sealed): Buffer {
  const document = {
    kind: 'Backup',
    apiVersion: 'velero.io/v1',
    metadata: {
      name: sealed.name,
      namespace: NAMESPACE,
      creationTimestamp: formatTime(facts.startedAt),
      labels: labelsOf(facts),
      annotations: annotationsOf(facts, sealed),
    },
    spec: specOf(facts),
    status: {
      version: 1,
      formatVersion: FORMAT_VERSION,
      ...(facts.allowVeleroExpiry ? { expiration: formatTime(facts.expiresAt) } : {}),
      phase: facts.phase,
      startTimestamp: formatTime(facts.startedAt),
      completionTimestamp: formatTime(facts.completedAt),
      ...withoutZeros({ warnings: facts.warnings, errors: facts.errors }),
      progress: withoutZeros({ totalItems: facts.items, itemsBackedUp: facts.items }),
      hookStatus: withoutZeros(facts.hooks ?? {}),
    },
  };
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** The policy's spec, with the namespaces that are excluded by their label, as Velero completes it. */
function specOf({ veleroSpec, storageLocation, hiddenNamespaces = [] }: CommitFacts): object {
  const { metadata, includedNamespaces, excludedNamespaces, ...fields } = veleroSpec;
  const written = Array.isArray(excludedNamespaces) ? excludedNamespaces.map(String) : [];
  const excluded = [...new Set([...written, ...hiddenNamespaces])];
  return {
    metadata,
    includedNamespaces,
    ...(excluded.length > 0 && { excludedNamespaces: excluded }),
    ...fields,
    storageLocation,
  };
}

/** As Go leaves zeros out (`omitempty`). */
function withoutZeros(counts: object): object {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

/** An ad hoc backup carries no schedule's name: Velero would take it for the schedule's latest. */
function labelsOf({ origin, storageLocation, labels }: CommitFacts): Record<string, string> {
  const schedule = origin.policy === undefined || origin.adHoc ? {} : { [SCHEDULE_NAME]: origin.policy };
  return { ...labels, ...schedule, 'velero.io/storage-location': labelValue(storageLocation) };
}

function annotationsOf(facts: CommitFacts, sealed: Sealed): Record<string, string> {
  return {
    'velero.io/resource-timeout': '10m0s',
    'velero.io/source-cluster-k8s-gitversion': facts.cluster.gitVersion,
    'velero.io/source-cluster-k8s-major-version': facts.cluster.major,
    'velero.io/source-cluster-k8s-minor-version': facts.cluster.minor,
    ...originAnnotations(facts.origin),
    [ANNOTATIONS.archiveSha256]: sealed.archiveSha256,
    [ANNOTATIONS.manifestSha256]: sealed.manifestSha256,
    [ANNOTATIONS.expiresAt]: formatTime(facts.expiresAt),
    [ANNOTATIONS.onPartial]: facts.onPartial,
    ...(facts.quarantined === undefined ? {} : { [ANNOTATIONS.quarantined]: facts.quarantined }),
  };
}

function originAnnotations(origin: BackupOrigin): Record<string, string> {
  const { policy, policyHash, selectionSha256, adoptedFrom } = origin;
  return {
    [ANNOTATIONS.runId]: origin.runId,
    ...(policy === undefined ? {} : { [ANNOTATIONS.policy]: policy }),
    ...(policyHash === undefined ? {} : { [ANNOTATIONS.policySha256]: policyHash }),
    ...(selectionSha256 === undefined ? {} : { [ANNOTATIONS.selectionSha256]: selectionSha256 }),
    [ANNOTATIONS.cluster]: origin.clusterName,
    [ANNOTATIONS.clusterUid]: origin.clusterUid,
    ...(adoptedFrom === undefined ? {} : { [ANNOTATIONS.adoptedFrom]: adoptedFrom }),
    [ANNOTATIONS.adHoc]: String(origin.adHoc),
    [ANNOTATIONS.scheduledFor]: formatTime(origin.scheduledFor),
  };
}
