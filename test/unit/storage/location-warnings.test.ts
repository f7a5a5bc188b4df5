import { describe, expect, it } from 'vitest';
import type { S3Location, StorageLocation } from '../../../src/domain/storage-location.ts';
import { locationWarnings } from '../../../src/storage/location-warnings.ts';
import { anS3Location } from '../../support/scripted-s3.ts';

const BOTH = { AWS_ACCESS_KEY_ID: 'key', AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/token' };

describe('locationWarnings', () => {
  it('has nothing to say of an ordinary location', () => {
    expect(locationWarnings(location(), { AWS_ACCESS_KEY_ID: 'key' })).toEqual([]);
    expect(locationWarnings({ ...location(), provider: { type: 'filesystem', path: '/backups' } }, BOTH)).toEqual([]);
  });

  it('tells that a certificate is not verified', () => {
    const warnings = locationWarnings(location({ insecureSkipTLSVerify: true }), {});

    expect(warnings).toMatchObject([{ code: 'tls-not-verified', message: expect.stringContaining('location main') }]);
  });

  it('tells that static keys win over a web identity', () => {
    expect(locationWarnings(location(), BOTH)).toMatchObject([{ code: 'credentials-ambiguous' }]);
  });

  it('does not mind the environment where the location names its credentials', () => {
    expect(locationWarnings(location({ credentialsFile: '/credentials/cloud' }), BOTH)).toEqual([]);
    expect(locationWarnings(location({ profile: 'backup' }), BOTH)).toEqual([]);
  });
});

function location(overrides: Partial<S3Location> = {}): StorageLocation {
  const provider = anS3Location('https://s3.test', overrides);
  return { kind: 'StorageLocation', name: 'main', accessMode: 'ReadWrite', provider };
}
