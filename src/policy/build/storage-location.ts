import type { S3Location, StorageLocation } from '../../domain/storage-location.ts';
import { readCaBundle } from '../ca-bundle.ts';
import { DEFAULTS } from '../defaults.ts';
import type { S3, StorageLocationDocument } from '../generated/documents.ts';

/** A location with every default in place. The document must have passed schema and rules. */
export function storageLocationOf({ metadata, spec }: StorageLocationDocument): StorageLocation {
  const { s3, filesystem, accessMode = DEFAULTS.accessMode } = spec;
  const provider =
    s3 === undefined ? { type: 'filesystem' as const, path: withoutSlash(filesystem?.path ?? '/') } : s3LocationOf(s3);
  return { kind: 'StorageLocation', name: metadata.name, accessMode, provider };
}

function s3LocationOf(s3: S3): S3Location {
  return {
    type: 's3',
    bucket: s3.bucket,
    prefix: withoutSlashes(s3.prefix ?? DEFAULTS.prefix),
    region: s3.region,
    endpoint: s3.endpoint === undefined ? undefined : withoutSlash(s3.endpoint),
    // Stores other than AWS seldom have a host name per bucket.
    forcePathStyle: s3.forcePathStyle ?? s3.endpoint !== undefined,
    caCert: s3.caCert === undefined ? undefined : readCaBundle(s3.caCert),
    insecureSkipTLSVerify: s3.insecureSkipTLSVerify ?? DEFAULTS.insecureSkipTLSVerify,
    checksum: s3.checksum ?? DEFAULTS.checksum,
    serverSideEncryption: s3.serverSideEncryption ?? (s3.kmsKeyId === undefined ? undefined : 'aws:kms'),
    kmsKeyId: s3.kmsKeyId,
    credentialsFile: s3.credentialsFile,
    profile: s3.profile,
    publicEndpoint: s3.publicEndpoint === undefined ? undefined : withoutSlash(s3.publicEndpoint),
  };
}

/** Without slashes at the end; the root stays what it is. */
function withoutSlash(text: string): string {
  let end = text.length;
  while (end > 1 && text[end - 1] === '/') end--;
  return text.slice(0, end);
}

/** Without slashes at either end. */
function withoutSlashes(text: string): string {
  let start = 0;
  while (text[start] === '/') start++;
  const rest = withoutSlash(text.slice(start));
  return rest === '/' ? '' : rest;
}
