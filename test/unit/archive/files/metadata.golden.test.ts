import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommitFacts } from '../../../../src/archive/backup-store.ts';
import { encodeMetadata } from '../../../../src/archive/files/metadata.ts';
import type { BackupPolicySpec } from '../../../../src/policy/generated/documents.ts';
import { veleroBackupSpec } from '../../../../src/policy/build/velero-spec.ts';
import { anOrigin, commitFacts } from '../../../support/builders.ts';

const GOLDEN = 'test/golden/velero-1.18.3';

/** Backups that Velero accepted: what was asked, and the Backup object that it stored. */
const CASES = globSync('*/archive/velero-backup.json', { cwd: GOLDEN })
  .map((path) => path.split('/')[0]!)
  .filter((name) => existsSync(join(GOLDEN, name, 'request.json')))
  .toSorted();

/** Has the label that keeps it out in the recorded cluster. */
const HIDDEN = ['gamma'];

interface Stored {
  readonly metadata: Record<'labels' | 'annotations', Readonly<Record<string, string>>>;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

function readJson(...path: string[]): Stored {
  return JSON.parse(readFileSync(join(GOLDEN, ...path), 'utf8')) as Stored;
}

function stored(spec: BackupPolicySpec, facts: Partial<CommitFacts> = {}): Stored {
  const veleroSpec = veleroBackupSpec(spec, 'default');
  const sealed = { name: 'b', archiveSha256: 'b'.repeat(64), manifestSha256: 'c'.repeat(64) };
  return JSON.parse(encodeMetadata(commitFacts({ veleroSpec, ...facts }), sealed).toString()) as Stored;
}

/** What Velero tells of a run in its status, as facts of ours. */
function factsOf({ status }: Stored): Partial<CommitFacts> {
  const { itemsBackedUp } = status['progress'] as { readonly itemsBackedUp: number };
  return {
    phase: status['phase'] as CommitFacts['phase'],
    startedAt: new Date(String(status['startTimestamp'])),
    completedAt: new Date(String(status['completionTimestamp'])),
    expiresAt: new Date(String(status['expiration'])),
    allowVeleroExpiry: true,
    items: itemsBackedUp,
    errors: Number(status['errors'] ?? 0),
    warnings: Number(status['warnings'] ?? 0),
    origin: anOrigin({ policy: undefined }),
    hiddenNamespaces: HIDDEN,
  };
}

describe('velero-backup.json', () => {
  it('has cases to be compared with', () => {
    expect(CASES.length).toBeGreaterThan(10);
  });

  it.each(CASES)('says of the golden case %s what Velero says, in its order', (name) => {
    const theirs = readJson(name, 'archive', 'velero-backup.json');

    const ours = stored(readJson(name, 'request.json').spec, factsOf(theirs));

    expect(JSON.stringify(ours.spec)).toBe(JSON.stringify(theirs.spec));
    expect(JSON.stringify(ours.status)).toBe(JSON.stringify(theirs.status));
    expect(ours.metadata.labels).toEqual(theirs.metadata.labels);
    expect(ours.metadata.annotations).toMatchObject(theirs.metadata.annotations);
  });
});

/** What Velero's controller writes before it runs (`prepareBackupRequest`), field by field. */
describe('what Velero’s controller completes', () => {
  it('status.version and status.formatVersion', () => {
    expect(stored({}).status).toMatchObject({ version: 1, formatVersion: '1.1.0' });
  });

  it('spec.ttl, and status.expiration only where Velero may delete', () => {
    expect(stored({}).spec).toMatchObject({ ttl: '720h0m0s' });
    expect(stored({}).status).not.toHaveProperty('expiration');
    expect(stored({}, { allowVeleroExpiry: true }).status).toMatchObject({ expiration: '2026-12-21T02:17:00Z' });
  });

  it('spec.csiSnapshotTimeout', () => {
    expect(stored({}).spec).toMatchObject({ csiSnapshotTimeout: '10m0s' });
  });

  it('spec.itemOperationTimeout', () => {
    expect(stored({}).spec).toMatchObject({ itemOperationTimeout: '4h0m0s' });
  });

  it('spec.volumeGroupSnapshotLabelKey', () => {
    expect(stored({}).spec).toMatchObject({ volumeGroupSnapshotLabelKey: 'velero.io/volume-group' });
  });

  it('spec.defaultVolumesToFsBackup, also from its old name', () => {
    expect(stored({}).spec).toMatchObject({ defaultVolumesToFsBackup: false });
    expect(stored({ defaultVolumesToRestic: true }).spec).toMatchObject({ defaultVolumesToFsBackup: true });
  });

  it('spec.snapshotMoveData', () => {
    expect(stored({}).spec).toMatchObject({ snapshotMoveData: false });
  });

  it('spec.storageLocation', () => {
    expect(stored({}, { storageLocation: 'offsite' }).spec).toMatchObject({ storageLocation: 'offsite' });
  });

  it('no spec.volumeSnapshotLocations: there are none', () => {
    expect(stored({}).spec).not.toHaveProperty('volumeSnapshotLocations');
  });

  it('spec.includedNamespaces', () => {
    expect(stored({}).spec).toMatchObject({ includedNamespaces: ['*'] });
  });

  it('the two snapshot types in the excluded resources, of the old filters or of the new', () => {
    const both = ['volumesnapshots.snapshot.storage.k8s.io', 'volumesnapshotcontents.snapshot.storage.k8s.io'];

    expect(stored({ includeClusterResources: true }).spec).toMatchObject({ excludedResources: both });
    expect(stored({}).spec).toMatchObject({
      excludedNamespaceScopedResources: both.slice(0, 1),
      excludedClusterScopedResources: both.slice(1),
    });
  });

  it('the labelled namespaces in spec.excludedNamespaces, behind those that are written', () => {
    const { spec } = stored({ excludedNamespaces: ['beta', 'gamma'] }, { hiddenNamespaces: ['alpha', 'gamma'] });

    expect(spec).toMatchObject({ excludedNamespaces: ['beta', 'gamma', 'alpha'] });
    expect(stored({}).spec).not.toHaveProperty('excludedNamespaces');
  });

  it('label velero.io/storage-location, shortened beyond 63 characters', () => {
    const storageLocation = 'l'.repeat(64);

    expect(stored({}).metadata.labels).toMatchObject({ 'velero.io/storage-location': 'default' });
    expect(stored({}, { storageLocation }).metadata.labels).toMatchObject({
      'velero.io/storage-location': `${'l'.repeat(57)}6714e9`,
    });
  });

  it('annotations with the version of the cluster', () => {
    const cluster = { gitVersion: 'v1.33.1+k3s1', major: '1', minor: '33' };

    expect(stored({}, { cluster }).metadata.annotations).toMatchObject({
      'velero.io/source-cluster-k8s-gitversion': 'v1.33.1+k3s1',
      'velero.io/source-cluster-k8s-major-version': '1',
      'velero.io/source-cluster-k8s-minor-version': '33',
    });
  });

  it('annotation velero.io/resource-timeout', () => {
    expect(stored({}).metadata.annotations).toMatchObject({ 'velero.io/resource-timeout': '10m0s' });
  });

  it('no annotation velero.io/pod-volume-timeout: no data of volumes is read', () => {
    expect(stored({}).metadata.annotations).not.toHaveProperty(['velero.io/pod-volume-timeout']);
  });
});
