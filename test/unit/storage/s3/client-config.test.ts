import type { Agent } from 'node:https';
import { getCACertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { checksumAlgorithm, clientConfig } from '../../../../src/storage/s3/client-config.ts';
import { makeAuthority } from '../../../support/certificate.ts';
import { anS3Location } from '../../../support/scripted-s3.ts';

const TIMINGS = { stallMs: 60_000 };
const aws = anS3Location(undefined);
const foreign = anS3Location('https://s3.test');

describe('checksums', () => {
  it.each([
    ['AWS', aws, 'auto', 'WHEN_SUPPORTED', undefined],
    ['another store', foreign, 'auto', 'WHEN_REQUIRED', undefined],
    ['AWS', aws, 'none', 'WHEN_REQUIRED', undefined],
    ['another store', foreign, 'crc32', 'WHEN_SUPPORTED', 'CRC32'],
    ['another store', foreign, 'sha256', 'WHEN_SUPPORTED', 'SHA256'],
  ] as const)('of %s are %j with checksum %s', (_, location, checksum, mode, algorithm) => {
    const config = clientConfig({ ...location, checksum }, TIMINGS, {});

    expect(config).toMatchObject({ requestChecksumCalculation: mode, responseChecksumValidation: mode });
    expect(checksumAlgorithm({ ...location, checksum })).toBe(algorithm);
  });
});

describe('endpoint and region', () => {
  it('are what the location says, whatever the environment says', () => {
    const env = { AWS_ENDPOINT_URL: 'https://elsewhere.test', AWS_REGION: 'eu-north-1' };

    expect(clientConfig(foreign, TIMINGS, env)).toMatchObject({ endpoint: 'https://s3.test', region: 'us-east-1' });
  });

  it('come from the environment where the location leaves them open', () => {
    const open = { ...aws, region: undefined };

    expect(clientConfig(open, TIMINGS, { AWS_DEFAULT_REGION: 'eu-north-1' })).toMatchObject({ region: 'eu-north-1' });
    expect(clientConfig(open, TIMINGS, { AWS_ENDPOINT_URL_S3: 'http://minio.test' })).toMatchObject({
      endpoint: 'http://minio.test',
      region: 'us-east-1',
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
  });

  it('stay open for the SDK to find where nobody says anything', () => {
    const config = clientConfig({ ...aws, region: undefined }, TIMINGS, {});

    expect(config).not.toHaveProperty('region');
    expect(config).not.toHaveProperty('endpoint');
  });
});

describe('time limits', () => {
  it('end what does not move, and no warning takes the place of an error', () => {
    expect(handlerOf(clientConfig(foreign, TIMINGS, {}))).toMatchObject({
      connectionTimeout: 5_000,
      socketTimeout: 30_000,
      requestTimeout: 300_000,
      throwOnRequestTimeout: true,
    });
    expect(handlerOf(clientConfig(foreign, { stallMs: 400 }, {}))).toMatchObject({ socketTimeout: 400 });
  });
});

describe('trust', () => {
  it('adds the authorities of the location to those that are trusted anyway', () => {
    const { caPem } = makeAuthority();

    const { options } = agentOf(clientConfig({ ...foreign, caCert: caPem }, TIMINGS, {}));

    expect(options.ca).toEqual([...getCACertificates('default'), caPem]);
    expect(options.rejectUnauthorized).toBeUndefined();
  });

  it('is given up only where the location says so', () => {
    expect(agentOf(clientConfig(foreign, TIMINGS, {})).options.rejectUnauthorized).toBeUndefined();
    const insecure = clientConfig({ ...foreign, insecureSkipTLSVerify: true }, TIMINGS, {});
    expect(agentOf(insecure).options.rejectUnauthorized).toBe(false);
  });
});

function handlerOf(config: ReturnType<typeof clientConfig>) {
  return config.requestHandler as { readonly httpsAgent: Agent };
}

function agentOf(config: ReturnType<typeof clientConfig>): Agent {
  return handlerOf(config).httpsAgent;
}
