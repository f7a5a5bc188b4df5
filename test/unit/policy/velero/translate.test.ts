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
      spec: { ttl: '168h0m0s', hooks: { fromAnnotations: true }, schedule: '17 2 * * *' },
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

    expect(labelled.document['spec']).toEqual({ schedule: '@daily', hooks: { fromAnnotations: true } });
    expect(labelled.notes).toMatchObject([{ path: ['metadata', 'labels'] }, { path: ['spec', 'template'] }]);
  });

  it.each(['paused', 'skipImmediately', 'useOwnerReferencesInBackup'])('says that %s is decided elsewhere', (field) => {
    const said = read('Schedule', { schedule: '@daily', [field]: true, template: {} });
    const unsaid = read('Schedule', { schedule: '@daily', [field]: false, template: {} });

    expect(said.findings).toMatchObject([{ severity: 'warning', path: ['spec', field] }]);
    expect(unsaid.findings).toEqual([]);
  });

  it('hands the labels of its template to its backups', () => {
    const template = { metadata: { labels: { team: 'shop' } }, includedNamespaces: ['shop'] };
    const { document, notes } = read('Schedule', { schedule: '@daily', template }, { labels: { other: 'x' } });

    expect(document['spec']).toMatchObject({ metadata: { labels: { team: 'shop' } } });
    expect(notes).toEqual([]);
  });

  it('leads from the zone in its expression back to it', () => {
    const zoned = read('Schedule', { schedule: 'CRON_TZ=Europe/Berlin 17 4 * * *', template: {} });

    expect(zoned.document['spec']).toMatchObject({ schedule: '17 4 * * *', timeZone: 'Europe/Berlin' });
    expect(zoned.sourcePath(['spec', 'timeZone'])).toEqual(['spec', 'schedule']);
  });

  it('leaves what kubectl noted of it behind', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    const applied = read('Schedule', { schedule: '@daily', template: {} }, { annotations });

    expect(applied.document['metadata']).toEqual({ name: 'daily' });
  });
});

describe('a Backup', () => {
  it.each([
    [{}, true],
    [{ includedNamespaces: ['*'], ttl: '1h' }, true],
    [{ includedNamespaces: ['shop'] }, false],
    [{ excludedResources: ['pods'] }, false],
    [{ includedClusterScopedResources: ['nodes'] }, false],
    [{ labelSelector: { matchLabels: { a: 'b' } } }, false],
    [{ includeClusterResources: true }, false],
  ])('with the filters %j: is said to hold more than Velero backs up: %s', (spec, isTold) => {
    expect(read('Backup', spec).notes).toHaveLength(isTold ? 1 : 0);
  });

  it('takes the annotations of Pods for hooks, as Velero does, beside those it names', () => {
    const { document } = read('Backup', { hooks: { resources: [{ name: 'freeze' }] } });

    expect(document['spec']).toEqual({ hooks: { resources: [{ name: 'freeze' }], fromAnnotations: true } });
  });

  it('cannot say our own field of hooks', () => {
    const { findings } = read('Backup', { hooks: { fromAnnotations: false } });

    expect(findings).toMatchObject([{ code: 'unknown-field', path: ['spec', 'hooks', 'fromAnnotations'] }]);
  });

  it('is a policy without a schedule; our own fields do not work in it', () => {
    const { document, findings } = read('Backup', { includedNamespaces: ['shop'], schedule: '@daily' });

    expect(document['spec']).toEqual({ includedNamespaces: ['shop'], hooks: { fromAnnotations: true } });
    expect(findings).toMatchObject([{ severity: 'error', code: 'unknown-field', path: ['spec', 'schedule'] }]);
  });

  it.each(['everything', ['shop'], 7])('with the spec %j is refused, not taken for a backup of everything', (spec) => {
    expect(read('Backup', spec).findings).toMatchObject([{ severity: 'error', path: ['spec'] }]);
  });
});

describe('a Restore', () => {
  it('may ask for no default resource modifier, of which there is none here, as releases of Velero after 1.18 do', () => {
    const { document, findings } = read('Restore', { backupName: 'b', skipDefaultResourceModifier: true });

    expect(document).toMatchObject({ spec: { backupName: 'b' } });
    expect(document['spec']).not.toHaveProperty('skipDefaultResourceModifier');
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('cannot say our own field of hooks', () => {
    const { findings } = read('Restore', { backupName: 'b', hooks: { fromAnnotations: true } });

    expect(findings).toMatchObject([{ code: 'unknown-field' }, { severity: 'warning' }]);
  });

  it('is a policy; an empty text is "not set", as Go writes it', () => {
    const { kind, document } = read('Restore', { backupName: 'b', scheduleName: '', existingResourcePolicy: '' });

    expect(kind).toBe('RestorePolicy');
    expect(document['spec']).toEqual({ backupName: 'b' });
  });

  it('does not run hooks that annotations ask for, and says so', () => {
    const { document, findings } = read('Restore', { backupName: 'b', hooks: { resources: [] } });

    expect(document['spec']).toEqual({ backupName: 'b', hooks: { resources: [] } });
    expect(findings).toMatchObject([
      { severity: 'warning', path: ['spec', 'hooks'], message: expect.stringContaining('annotations') },
    ]);
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
