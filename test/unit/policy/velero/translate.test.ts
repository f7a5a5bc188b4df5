import { describe, expect, it } from 'vitest';
import type { VELERO_KINDS } from '../../../../src/policy/source/classify.ts';
import { translate } from '../../../../src/policy/velero/translate.ts';

function read(kind: (typeof VELERO_KINDS)[number], spec: unknown, metadata: object = {}) {
  return translate(kind, {
    apiVersion: 'velero.io/v1',
    kind,
    metadata: { name: 'daily', namespace: 'velero', uid: 'u', creationTimestamp: null, ...metadata },
    spec,
    status: { phase: 'Completed' },
  });
}

describe('a Schedule', () => {
  const { kind, document, findings, sourcePath } = read('Schedule', {
    schedule: '17 2 * * *',
    paused: false,
    useOwnerReferencesInBackup: null,
    template: { ttl: '168h0m0s', labelSelector: null, hooks: {} },
  });

  it('is a policy with its template as spec', () => {
    expect(kind).toBe('BackupPolicy');
    expect(document).toEqual({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'BackupPolicy',
      metadata: { name: 'daily' },
      spec: { schedule: '17 2 * * *', ttl: '168h0m0s', hooks: {} },
    });
    expect(findings).toEqual([]);
  });

  it('leads back to where its fields stand', () => {
    expect(sourcePath(['spec', 'ttl'])).toEqual(['spec', 'template', 'ttl']);
    expect(sourcePath(['spec', 'labelSelector', 'matchLabels'])).toEqual([
      'spec',
      'template',
      'labelSelector',
      'matchLabels',
    ]);
    expect(sourcePath(['spec', 'schedule'])).toEqual(['spec', 'schedule']);
    expect(sourcePath(['spec'])).toEqual(['spec']);
    expect(sourcePath(['metadata', 'name'])).toEqual(['metadata', 'name']);
    expect(sourcePath([])).toEqual([]);
  });

  it('does not hand its own labels to its backups', () => {
    const labelled = read(
      'Schedule',
      { schedule: '@daily', template: {} },
      { labels: { 'argocd.argoproj.io/instance': 'x' } },
    );

    expect(labelled.document['spec']).toEqual({ schedule: '@daily' });
  });

  it('says that pausing is done elsewhere', () => {
    const paused = read('Schedule', { schedule: '@daily', paused: true, template: {} });

    expect(paused.findings).toMatchObject([{ severity: 'warning', path: ['spec', 'paused'] }]);
  });
});

describe('a Backup', () => {
  it('is a policy without a schedule; our own fields do not work in it', () => {
    const { document, findings } = read('Backup', { includedNamespaces: ['shop'], schedule: '@daily' });

    expect(document['spec']).toEqual({ includedNamespaces: ['shop'] });
    expect(findings).toMatchObject([{ severity: 'error', code: 'unknown-field', path: ['spec', 'schedule'] }]);
  });

  it.each(['everything', ['shop'], 7])('with the spec %j is refused, not taken for a backup of everything', (spec) => {
    expect(read('Backup', spec).findings).toMatchObject([{ severity: 'error', path: ['spec'] }]);
  });
});

describe('a Restore', () => {
  it('is a policy; an empty text is "not set", as Go writes it', () => {
    const { kind, document } = read('Restore', { backupName: 'b', scheduleName: '', existingResourcePolicy: '' });

    expect(kind).toBe('RestorePolicy');
    expect(document['spec']).toEqual({ backupName: 'b' });
  });
});

describe('a BackupStorageLocation', () => {
  it('is a location with the settings of the AWS plugin', () => {
    const { kind, document, findings } = read('BackupStorageLocation', {
      provider: 'velero.io/aws',
      accessMode: 'ReadOnly',
      backupSyncPeriod: '1m',
      validationFrequency: '1m',
      default: true,
      objectStorage: { bucket: 'b', prefix: 'p', caCert: 'LS0t' },
      config: {
        region: 'minio',
        s3ForcePathStyle: 'true',
        s3Url: 'http://minio:9000',
        publicUrl: 'https://minio.example',
        insecureSkipTLSVerify: 'false',
        checksumAlgorithm: '',
        serverSideEncryption: 'aws:kms',
        kmsKeyId: 'k',
        profile: 'backup',
        credentialsFile: '/credentials/cloud',
        enableSharedConfig: 'true',
      },
    });

    expect(kind).toBe('StorageLocation');
    expect(document['spec']).toEqual({
      accessMode: 'ReadOnly',
      s3: {
        bucket: 'b',
        prefix: 'p',
        caCert: 'LS0t',
        region: 'minio',
        forcePathStyle: true,
        endpoint: 'http://minio:9000',
        publicEndpoint: 'https://minio.example',
        insecureSkipTLSVerify: false,
        checksum: 'none',
        serverSideEncryption: 'aws:kms',
        kmsKeyId: 'k',
        profile: 'backup',
        credentialsFile: '/credentials/cloud',
      },
    });
    expect(findings).toEqual([]);
  });

  it("keeps the plugin's own default for addressing buckets", () => {
    const { document } = read('BackupStorageLocation', {
      provider: 'aws',
      objectStorage: { bucket: 'b' },
      config: { s3Url: 'http://minio:9000' },
    });

    expect(document['spec']).toMatchObject({ s3: { forcePathStyle: false } });
  });

  it('leads back to where its fields stand', () => {
    const { sourcePath } = read('BackupStorageLocation', { provider: 'aws', objectStorage: { bucket: 'b' } });

    expect(sourcePath(['spec', 's3', 'endpoint'])).toEqual(['spec', 'config', 's3Url']);
    expect(sourcePath(['spec', 's3', 'bucket'])).toEqual(['spec', 'objectStorage', 'bucket']);
    expect(sourcePath(['spec', 's3'])).toEqual(['spec', 'objectStorage']);
    expect(sourcePath(['spec', 'accessMode'])).toEqual(['spec', 'accessMode']);
  });

  it.each([
    [{ provider: 'gcp' }, ['spec', 'provider']],
    [{ config: { customerKeyEncryptionFile: '/k' } }, ['spec', 'config', 'customerKeyEncryptionFile']],
    [{ config: 'region' }, ['spec', 'config']],
    [{ objectStorage: { bucket: 'b', caCertRef: { name: 'ca', key: 'k' } } }, ['spec', 'objectStorage', 'caCertRef']],
    [{ objectStorage: { bucket: 'b', folder: 'p' } }, ['spec', 'objectStorage', 'folder']],
  ])('says what it cannot honour in %j', (settings, path) => {
    const { findings } = read('BackupStorageLocation', {
      provider: 'aws',
      objectStorage: { bucket: 'b' },
      ...settings,
    });

    expect(findings).toMatchObject([{ severity: 'error', path }]);
  });

  it('says that a Secret is not read', () => {
    const { findings } = read('BackupStorageLocation', {
      provider: 'aws',
      objectStorage: { bucket: 'b' },
      credential: { name: 'cloud', key: 'cloud' },
    });

    expect(findings).toMatchObject([{ severity: 'warning', path: ['spec', 'credential'] }]);
  });
});
