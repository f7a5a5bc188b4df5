import { createHash } from 'node:crypto';
import type { Attachments, Claim, CommitFacts, ManifestFacts } from '../../src/archive/backup-store.ts';
import type { Backup, BackupOrigin } from '../../src/domain/backup/backup.ts';
import type { BackupPolicy } from '../../src/domain/backup/policy.ts';
import type { Entries, Entry } from '../../src/domain/entry.ts';
import type { Item, ItemRef } from '../../src/domain/item.ts';
import { apiVersionOf, type ResourceType } from '../../src/domain/resource.ts';
import { RESULT_SCHEMA, type RunResult, type TypeCount } from '../../src/domain/result/result.ts';
import type { Retention } from '../../src/domain/retention/retention.ts';
import { EVERYTHING, type Selection } from '../../src/domain/selection/selection.ts';
import type { StorageLocation } from '../../src/domain/storage-location.ts';
import type { ListedItem } from '../../src/kube/cluster.ts';

const DAY_MS = 86_400_000;
const SCHEDULED_FOR = new Date('2026-11-21T02:17:00Z');
const COMPLETED_AT = new Date('2026-11-21T02:17:09Z');
const EXPIRES_AT = new Date('2026-12-21T02:17:00Z');
const SHA256 = '0'.repeat(64);

export function anOrigin(overrides: Partial<BackupOrigin> = {}): BackupOrigin {
  return {
    runId: '7b0f2f0e-1f3c-4b58-9d0c-6a1f0e5d9c11',
    policy: 'nightly',
    policyHash: 'a'.repeat(64),
    adHoc: false,
    clusterName: 'production',
    clusterUid: '4c1a2d6e-90a4-4f0e-8a57-2f8f3f1b7d20',
    adoptedFrom: undefined,
    scheduledFor: SCHEDULED_FOR,
    ...overrides,
  };
}

export function aBackup(overrides: Partial<Backup> = {}): Backup {
  return {
    name: 'nightly-20261121021700',
    origin: anOrigin(),
    phase: 'Completed',
    startedAt: SCHEDULED_FOR,
    completedAt: COMPLETED_AT,
    expiresAt: EXPIRES_AT,
    formatVersion: '1.1.0',
    items: 3,
    errors: 0,
    warnings: 0,
    scheduleName: 'nightly',
    onPartial: 'Fail',
    archiveSha256: SHA256,
    manifestSha256: SHA256,
    document: { apiVersion: 'velero.io/v1', kind: 'Backup', metadata: { name: 'nightly-20261121021700' } },
    ...overrides,
  };
}

export function anItemRef(overrides: Partial<ItemRef> = {}): ItemRef {
  return { group: '', resource: 'configmaps', namespace: 'shop', name: 'settings', ...overrides };
}

/** An item whose bytes are compact JSON that agrees with its reference; `object` adds to the document. */
export function anItem(
  overrides: Partial<Omit<Item, 'ref'>> & { ref?: Partial<ItemRef>; object?: Readonly<Record<string, unknown>> } = {},
): Item {
  const { ref: refOverrides, object, ...rest } = overrides;
  const ref = anItemRef(refOverrides);
  const version = rest.version ?? 'v1';
  const kind = rest.kind ?? 'ConfigMap';
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  const document = {
    apiVersion: apiVersionOf({ group: ref.group, version }),
    kind,
    metadata: { name: ref.name, ...namespace, uid: uidOf(ref), resourceVersion: '7' },
    ...object,
  };
  return { ref, version, kind, bytes: Buffer.from(JSON.stringify(document)), ...rest };
}

export function aListedItem(
  overrides: Parameters<typeof anItem>[0] & { uid?: string; isTerminating?: boolean } = {},
): ListedItem {
  const { uid, isTerminating = false, ...rest } = overrides;
  const item = anItem(rest);
  return { ...item, uid: uid ?? uidOf(item.ref), isTerminating };
}

export function aResourceType(overrides: Partial<ResourceType> = {}): ResourceType {
  return {
    group: '',
    version: 'v1',
    resource: 'configmaps',
    kind: 'ConfigMap',
    singular: 'configmap',
    shortNames: ['cm'],
    namespaced: true,
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    ...overrides,
  };
}

export function aSelection(overrides: Partial<Selection> = {}): Selection {
  return { ...EVERYTHING, ...overrides };
}

export function aRetention(overrides: Partial<Retention> = {}): Retention {
  return {
    ttlMs: 30 * DAY_MS,
    keepLast: 0,
    keep: { hour: 0, day: 0, week: 0, month: 0, year: 0 },
    keepWithinMs: 0,
    minGood: 1,
    timeZone: 'Etc/UTC',
    ...overrides,
  };
}

export function aBackupPolicy(overrides: Partial<BackupPolicy> = {}): BackupPolicy {
  return {
    kind: 'BackupPolicy',
    name: 'nightly',
    storageLocation: 'default',
    selection: aSelection(),
    orderedResources: new Map(),
    resourcePolicy: undefined,
    apiGroupVersions: 'Preferred',
    hooks: { rules: [], fromAnnotations: false },
    retention: aRetention(),
    prune: 'Never',
    historyLimits: { succeeded: 30, failed: 30 },
    schedule: '17 2 * * *',
    timeZone: 'Etc/UTC',
    timeoutMs: undefined,
    onPartial: 'Fail',
    onBusy: 'Wait',
    allowEmpty: false,
    allowVeleroExpiry: false,
    objectives: { rpoMs: undefined, rtoMs: undefined },
    notify: [],
    pushgateway: undefined,
    labels: {},
    veleroSpec: aVeleroSpec(),
    volumeDataFields: [],
    ...overrides,
  };
}

/** Velero's BackupSpec of an unfiltered backup, with Velero's defaults. */
export function aVeleroSpec(overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    metadata: {},
    ttl: '720h0m0s',
    hooks: {},
    includedNamespaces: ['*'],
    storageLocation: 'default',
    csiSnapshotTimeout: '10m0s',
    itemOperationTimeout: '4h0m0s',
    ...overrides,
  };
}

export function aStorageLocation(overrides: Partial<StorageLocation> = {}): StorageLocation {
  return {
    kind: 'StorageLocation',
    name: 'default',
    accessMode: 'ReadWrite',
    provider: { type: 'filesystem', path: '/backups' },
    ...overrides,
  };
}

export function anEntry(overrides: Partial<Entry> = {}): Entry {
  return { code: 'list-failed', message: 'Cannot list configmaps in namespace shop', ...overrides };
}

export function someEntries(overrides: Partial<Entries> = {}): Entries {
  return { errors: [], warnings: [], ...overrides };
}

export function aTypeCount(overrides: Partial<TypeCount> = {}): TypeCount {
  return {
    type: 'configmaps',
    version: 'v1',
    items: 3,
    resourceVersion: '1042',
    listedAt: '2026-11-21T02:17:03Z',
    ...overrides,
  };
}

export function aRunResult(overrides: Partial<RunResult> = {}): RunResult {
  return {
    schema: RESULT_SCHEMA,
    runId: anOrigin().runId,
    action: 'backup',
    phase: 'Completed',
    terminal: true,
    exitCode: 0,
    policy: { name: 'nightly', source: 'configmap:lifeboat/policies', sha256: 'a'.repeat(64) },
    trigger: 'Schedule',
    scheduledFor: '2026-11-21T02:17:00Z',
    startedAt: '2026-11-21T02:17:02Z',
    completedAt: '2026-11-21T02:17:09Z',
    attempt: 1,
    attempts: [],
    version: '0.1.0',
    cluster: { name: 'production', uid: anOrigin().clusterUid, version: 'v1.36.3' },
    progress: { step: 'published', listsDone: 1, listsTotal: 1, items: 3, bytes: 600 },
    errorCount: 0,
    warningCount: 0,
    errors: [],
    warnings: [],
    ...overrides,
  };
}

export function aClaim(overrides: Partial<Claim> = {}): Claim {
  const { runId, policy, clusterName, clusterUid } = anOrigin();
  return {
    backup: 'nightly-20261121021700',
    origin: { runId, policy, clusterName, clusterUid },
    claimedAt: SCHEDULED_FOR,
    isLocked: true,
    ...overrides,
  };
}

export function manifestFacts(overrides: Partial<ManifestFacts> = {}): ManifestFacts {
  return {
    origin: anOrigin(),
    clusterVersion: 'v1.36.3',
    startedAt: SCHEDULED_FOR,
    expiresAt: EXPIRES_AT,
    types: [aTypeCount()],
    entries: someEntries(),
    claims: { total: 0, notProtected: 0 },
    version: '0.1.0',
    ...overrides,
  };
}

export function attachments(overrides: Partial<Attachments> = {}): Attachments {
  return {
    entries: someEntries(),
    log: Buffer.from('{"level":30,"msg":"Backup started"}\n'),
    claims: [],
    ...overrides,
  };
}

export function commitFacts(overrides: Partial<CommitFacts> = {}): CommitFacts {
  return {
    origin: anOrigin(),
    phase: 'Completed',
    onPartial: 'Fail',
    startedAt: SCHEDULED_FOR,
    completedAt: COMPLETED_AT,
    expiresAt: EXPIRES_AT,
    allowVeleroExpiry: false,
    storageLocation: 'default',
    labels: {},
    veleroSpec: aVeleroSpec(),
    cluster: { gitVersion: 'v1.36.3', major: '1', minor: '36' },
    items: 3,
    errors: 0,
    warnings: 0,
    ...overrides,
  };
}

/** The same reference gives the same UID, another one another. */
function uidOf(ref: ItemRef): string {
  const digits = createHash('sha256').update(JSON.stringify(ref)).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-');
}
