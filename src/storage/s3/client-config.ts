import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Timings } from '../../base/context.ts';
import type { S3Location } from '../../domain/storage-location.ts';

/** What the location leaves open, as the AWS command line reads it: region, endpoint, and the proxies on the way. */
export type S3Environment = Readonly<Record<string, string | undefined>>;

const CONNECT_MS = 5_000;
/** No byte for this long, up or down, ends an attempt; a part that is sent again costs 8 MiB, so this may be strict. */
const STALL_LARGEST_MS = 30_000;
/** An answer must have begun this much later at the latest, however lively the connection looks. */
const ANSWER_MS = 300_000;
const MAX_SOCKETS = 8;

const silent = () => undefined;

/**
 * The client's settings, each said explicitly, because the SDK's defaults wait forever, send checksums that many stores
 * refuse, and retry behind our back. One request is asked once; who repeats says so.
 */
export function clientConfig(
  location: S3Location,
  timings: Pick<Timings, 'stallMs'>,
  env: S3Environment,
): S3ClientConfig {
  const endpoint = location.endpoint ?? firstSet(env, 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL');
  const region = location.region ?? firstSet(env, 'AWS_REGION', 'AWS_DEFAULT_REGION') ?? regionOfForeign(endpoint);
  const checksums = sendsChecksums(location.checksum, endpoint) ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  const sockets = { keepAlive: true, maxSockets: MAX_SOCKETS, proxyEnv: env };
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: location.forcePathStyle || (location.endpoint === undefined && endpoint !== undefined),
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    maxAttempts: 1,
    defaultsMode: 'standard',
    expectContinueHeader: false,
    followRegionRedirects: false,
    logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: Math.min(STALL_LARGEST_MS, timings.stallMs),
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
      // Agents of our own, not their options: the SDK drops options such as `ca` where it makes an agent itself.
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent({ ...sockets, ...trust(location) }),
    },
  };
}

/** The SDK's name of the checksum that every put carries, where the location names one. */
export function checksumAlgorithm({ checksum }: S3Location): 'CRC32' | 'SHA256' | undefined {
  if (checksum === 'crc32') return 'CRC32';
  return checksum === 'sha256' ? 'SHA256' : undefined;
}

function firstSet(env: S3Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/** `auto` trusts AWS alone to know the newer checksums; most other stores learned them late or never. */
function sendsChecksums(checksum: S3Location['checksum'], endpoint: string | undefined): boolean {
  return checksum === 'auto' ? endpoint === undefined : checksum !== 'none';
}

/** Stores other than AWS mostly do not look at the region, but a signature needs one. */
function regionOfForeign(endpoint: string | undefined): string | undefined {
  return endpoint === undefined ? undefined : 'us-east-1';
}

/** The location's authorities stand beside those that Node trusts anyway (`NODE_EXTRA_CA_CERTS` included). */
function trust({ caCert, insecureSkipTLSVerify }: S3Location) {
  return {
    ...(caCert !== undefined && { ca: [...getCACertificates('default'), caCert] }),
    ...(insecureSkipTLSVerify && { rejectUnauthorized: false }),
  };
}
