import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locationAt, locationNamed, type S3Options } from '../../../src/cli/locations.ts';
import { formatLocationRoot } from '../../../src/domain/storage-location.ts';
import { aStorageLocation } from '../../support/builders.ts';

const NO_OPTIONS: S3Options = {
  s3Endpoint: undefined,
  s3Region: undefined,
  s3PathStyle: undefined,
  s3CaFile: undefined,
  s3SkipTlsVerify: false,
  s3CredentialsFile: undefined,
  s3Profile: undefined,
  s3Checksum: 'auto',
  s3ServerSideEncryption: undefined,
  s3KmsKeyId: undefined,
};

describe('the location at a root', () => {
  it.each([
    ['./backups', 'file:///home/me/backups'],
    ['backups', 'file:///home/me/backups'],
    ['/srv/backups/', 'file:///srv/backups'],
    ['file:///srv/my%20backups', 'file:///srv/my backups'],
    ['s3://bucket', 's3://bucket'],
    ['s3://bucket/', 's3://bucket'],
    ['s3://bucket/a//b/', 's3://bucket/a/b'],
  ])('%s is %s', async (root, shown) => {
    const location = await locationAt(root, NO_OPTIONS, '/home/me');

    expect(formatLocationRoot(location)).toBe(shown);
    expect(location).toMatchObject({ kind: 'StorageLocation', name: 'default', accessMode: 'ReadWrite' });
  });

  it.each(['', 's3://', 's3:///prefix', 'gs://bucket', 'https://host/bucket', 'file://host/path'])(
    'is nothing for %j',
    async (root) => {
      await expect(locationAt(root, NO_OPTIONS, '/home/me')).rejects.toMatchObject({ code: 'usage' });
    },
  );

  it('takes what the options say about S3, and addresses by path where an endpoint is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lifeboat-ca-'));
    writeFileSync(join(folder, 'ca.pem'), 'PEM');
    const options: S3Options = {
      ...NO_OPTIONS,
      s3Endpoint: 'https://store:7070',
      s3Region: 'eu-1',
      s3CaFile: 'ca.pem',
      s3CredentialsFile: 'credentials',
      s3Checksum: 'crc32',
    };

    const { provider } = await locationAt('s3://bucket/prefix', options, folder);

    rmSync(folder, { recursive: true });
    expect(provider).toMatchObject({
      type: 's3',
      bucket: 'bucket',
      prefix: 'prefix',
      endpoint: 'https://store:7070',
      region: 'eu-1',
      forcePathStyle: true,
      caCert: 'PEM',
      credentialsFile: join(folder, 'credentials'),
      checksum: 'crc32',
    });
  });

  it.each([
    ['nonsense', 'is not an address'],
    ['', 'is not an address'],
    ['ftp://store', 'is not an address'],
    ['https://:9000', 'is not an address'],
    ['https://key:secret@store', 'holds credentials; they go into --s3-credentials-file'],
    ['https://store?x=1', 'is an address with ? or #'],
  ])('refuses the endpoint %j, as policies do', async (s3Endpoint, fault) => {
    const location = locationAt('s3://bucket', { ...NO_OPTIONS, s3Endpoint }, '/');

    await expect(location).rejects.toMatchObject({ code: 'usage', message: `The value of --s3-endpoint ${fault}` });
  });

  it('lets the option decide about path style', async () => {
    const options = { ...NO_OPTIONS, s3Endpoint: 'https://store', s3PathStyle: false };

    const { provider } = await locationAt('s3://bucket', options, '/');

    expect(provider).toMatchObject({ forcePathStyle: false });
  });

  it('names the file of authorities that cannot be read', async () => {
    const reading = locationAt('s3://bucket', { ...NO_OPTIONS, s3CaFile: 'missing.pem' }, '/nowhere');

    await expect(reading).rejects.toMatchObject({
      code: 'usage',
      message: 'Cannot read the authorities in /nowhere/missing.pem',
    });
  });
});

describe('the location of a name', () => {
  const locations = [aStorageLocation({ name: 'primary' }), aStorageLocation({ name: 'offsite' })];

  it('is the one that the policies call so', () => {
    expect(locationNamed(locations, 'offsite', '/policies').name).toBe('offsite');
  });

  it('is location-not-found with the nearest name, where there is none', () => {
    expect(() => locationNamed(locations, 'offsit', '/policies')).toThrow(
      expect.objectContaining({
        code: 'location-not-found',
        message: '/policies defines no StorageLocation offsit',
        hint: 'Did you mean offsite? It defines primary, offsite.',
      }),
    );
  });
});
