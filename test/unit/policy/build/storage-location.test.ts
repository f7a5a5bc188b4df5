import { describe, expect, it } from 'vitest';
import { storageLocationOf } from '../../../../src/policy/build/storage-location.ts';
import type { S3, StorageLocationSpec } from '../../../../src/policy/generated/documents.ts';

function build(spec: StorageLocationSpec) {
  return storageLocationOf({
    apiVersion: 'lifeboat.dev/v1alpha1',
    kind: 'StorageLocation',
    metadata: { name: 'main' },
    spec,
  });
}

function s3(settings: Partial<S3>) {
  return build({ s3: { bucket: 'acme-backups', ...settings } }).provider;
}

describe('a storage location', () => {
  it('in a bucket has every default', () => {
    expect(build({ s3: { bucket: 'acme-backups' } })).toEqual({
      kind: 'StorageLocation',
      name: 'main',
      accessMode: 'ReadWrite',
      provider: {
        type: 's3',
        bucket: 'acme-backups',
        prefix: '',
        region: undefined,
        endpoint: undefined,
        forcePathStyle: false,
        caCert: undefined,
        insecureSkipTLSVerify: false,
        checksum: 'auto',
        serverSideEncryption: undefined,
        kmsKeyId: undefined,
        credentialsFile: undefined,
        profile: undefined,
        publicEndpoint: undefined,
      },
    });
  });

  it('in a directory has its path without a slash at the end', () => {
    expect(build({ filesystem: { path: '/backups//' }, accessMode: 'ReadOnly' })).toEqual({
      kind: 'StorageLocation',
      name: 'main',
      accessMode: 'ReadOnly',
      provider: { type: 'filesystem', path: '/backups' },
    });
    expect(build({ filesystem: { path: '/' } }).provider).toMatchObject({ path: '/' });
  });

  it.each(['production', '/production', 'production/', '//production//'])('trims the prefix %s', (prefix) => {
    expect(s3({ prefix })).toMatchObject({ prefix: 'production' });
  });

  it.each(['', '/', '///'])('takes the prefix %j for the root', (prefix) => {
    expect(s3({ prefix })).toMatchObject({ prefix: '' });
  });

  it('addresses other stores by path unless told otherwise', () => {
    expect(s3({ endpoint: 'https://minio:9000/' })).toMatchObject({
      endpoint: 'https://minio:9000',
      forcePathStyle: true,
    });
    expect(s3({ endpoint: 'https://minio:9000', forcePathStyle: false })).toMatchObject({ forcePathStyle: false });
  });

  it('encrypts with KMS where a key is named', () => {
    expect(s3({ kmsKeyId: 'alias/backups' })).toMatchObject({ serverSideEncryption: 'aws:kms' });
  });

  it('reads certificates in base64 as Velero stores them', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

    expect(s3({ caCert: Buffer.from(pem).toString('base64') })).toMatchObject({ caCert: pem });
  });
});
