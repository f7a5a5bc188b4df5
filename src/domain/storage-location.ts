/** Where backups live: the internal, fully defaulted form of a `StorageLocation` document. */
export interface StorageLocation {
  readonly kind: 'StorageLocation';
  readonly name: string;
  readonly accessMode: 'ReadWrite' | 'ReadOnly';
  readonly provider: S3Location | FilesystemLocation;
}

/** A directory; Velero's layout starts directly below it. */
export interface FilesystemLocation {
  readonly type: 'filesystem';
  readonly path: string;
}

/** A bucket, or a prefix in one, of any S3-compatible store. */
export interface S3Location {
  readonly type: 's3';
  readonly bucket: string;
  /** Without slashes at either end; empty for the bucket's root. */
  readonly prefix: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly forcePathStyle: boolean;
  /** PEM text of additional certificate authorities. */
  readonly caCert: string | undefined;
  readonly insecureSkipTLSVerify: boolean;
  /** `auto`: as the store demands — required only for a custom endpoint, supported for AWS (performance: checksums). */
  readonly checksum: 'auto' | 'crc32' | 'sha256' | 'none';
  readonly serverSideEncryption: 'AES256' | 'aws:kms' | undefined;
  readonly kmsKeyId: string | undefined;
  /** Path of a credentials file in AWS's ini format, as Velero's `cloud` key holds it. */
  readonly credentialsFile: string | undefined;
  readonly profile: string | undefined;
  /** Endpoint for links given to people, where it differs from the one used inside the cluster. */
  readonly publicEndpoint: string | undefined;
}

/** `s3://bucket/prefix` or `file:///path`: how a location's root is shown, and what `--to` and `--from` take. */
export function formatLocationRoot(location: StorageLocation): string {
  const { provider } = location;
  if (provider.type === 'filesystem') return `file://${provider.path}`;
  return provider.prefix === '' ? `s3://${provider.bucket}` : `s3://${provider.bucket}/${provider.prefix}`;
}
