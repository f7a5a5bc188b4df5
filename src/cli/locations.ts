import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearestName } from '../domain/nearest-name.ts';
import { RunError } from '../domain/problem.ts';
import type { FilesystemLocation, S3Location, StorageLocation } from '../domain/storage-location.ts';
import type { OptionSpecs, OptionValues } from './arguments/option.ts';

/** How an S3 root given with `--to` or `--from` is reached; what a `StorageLocation` document says in its own fields. */
export const S3_OPTIONS = {
  s3Endpoint: { type: 'string', valueName: 'URL', topic: 's3', description: 'Endpoint of a store that is not AWS' },
  s3Region: { type: 'string', valueName: 'REGION', topic: 's3', description: 'Region; else AWS_REGION' },
  s3PathStyle: {
    type: 'boolean',
    topic: 's3',
    description: 'Address buckets by path; the default where an endpoint is given',
  },
  s3CaFile: {
    type: 'string',
    valueName: 'FILE',
    complete: 'file',
    topic: 's3',
    description: 'More authorities, in PEM',
  },
  s3SkipTlsVerify: {
    type: 'boolean',
    default: false,
    topic: 's3',
    description: 'Trust any certificate; a warning in the result says so',
  },
  s3CredentialsFile: {
    type: 'string',
    valueName: 'FILE',
    complete: 'file',
    topic: 's3',
    description: 'Credentials file in AWS ini format; else AWS’s own chain',
  },
  s3Profile: { type: 'string', valueName: 'NAME', topic: 's3', description: 'Profile in the credentials file' },
  s3Checksum: {
    type: 'choice',
    choices: ['auto', 'crc32', 'sha256', 'none'],
    default: 'auto',
    topic: 's3',
    description: 'Checksum sent with uploads',
  },
  s3ServerSideEncryption: {
    type: 'choice',
    choices: ['AES256', 'aws:kms'],
    topic: 's3',
    description: 'Encryption by the store',
  },
  s3KmsKeyId: { type: 'string', valueName: 'ID', topic: 's3', description: 'Key for aws:kms' },
} as const satisfies OptionSpecs;

/** The values of those options. */
export type S3Options = OptionValues<typeof S3_OPTIONS>;

/** What a location is called that only a root names. */
const NAME_OF_ROOT = 'default';

/**
 * The location at a root: `./backups`, `/backups`, `file:///backups`, `s3://bucket` or `s3://bucket/prefix`. Throws
 * `usage` for what is neither. Velero's layout (`backups/`, `metadata/`) starts directly below the root.
 */
export async function locationAt(root: string, options: S3Options, cwd: string): Promise<StorageLocation> {
  const provider = root.startsWith('s3://') ? await s3At(root, options, cwd) : filesystemAt(root, cwd);
  return { kind: 'StorageLocation', name: NAME_OF_ROOT, accessMode: 'ReadWrite', provider };
}

function filesystemAt(root: string, cwd: string): FilesystemLocation {
  if (root.startsWith('file:')) {
    try {
      return { type: 'filesystem', path: fileURLToPath(root) };
    } catch (error) {
      throw new RunError('usage', `${root} is not a local folder`, { hint: 'Write file:///folder.', cause: error });
    }
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(root)?.[1];
  if (scheme !== undefined) {
    throw new RunError('usage', `Cannot keep backups at ${scheme}://`, {
      hint: 'Write a folder, file:///folder, or s3://bucket/prefix (with --s3-endpoint for other stores).',
    });
  }
  if (root === '') throw new RunError('usage', 'The location is empty', { hint: 'Write ./backups or s3://bucket.' });
  return { type: 'filesystem', path: resolve(cwd, root) };
}

async function s3At(root: string, options: S3Options, cwd: string): Promise<S3Location> {
  const [bucket, ...prefix] = root.slice('s3://'.length).split('/');
  if (bucket === undefined || bucket === '') {
    throw new RunError('usage', `${root} names no bucket`, { hint: 'Write s3://bucket or s3://bucket/prefix.' });
  }
  return {
    type: 's3',
    bucket,
    prefix: prefix.filter((part) => part !== '').join('/'),
    region: options.s3Region,
    endpoint: options.s3Endpoint === undefined ? undefined : checkedEndpoint(options.s3Endpoint),
    forcePathStyle: options.s3PathStyle ?? options.s3Endpoint !== undefined,
    caCert: options.s3CaFile === undefined ? undefined : await readAuthorities(resolve(cwd, options.s3CaFile)),
    insecureSkipTLSVerify: options.s3SkipTlsVerify,
    checksum: options.s3Checksum,
    serverSideEncryption: options.s3ServerSideEncryption,
    kmsKeyId: options.s3KmsKeyId,
    credentialsFile: options.s3CredentialsFile === undefined ? undefined : resolve(cwd, options.s3CredentialsFile),
    profile: options.s3Profile,
    publicEndpoint: undefined,
  };
}

/** What a `StorageLocation` may say as its endpoint. The text is not repeated: it may hold credentials. */
function checkedEndpoint(text: string): string {
  const fault = endpointFault(text);
  if (fault === undefined) return text.replace(/\/+$/, '');
  throw new RunError('usage', `The value of --s3-endpoint ${fault}`, { hint: 'Write https://store.example.com:9000.' });
}

function endpointFault(text: string): string | undefined {
  if (!/^https?:\/\/[^\s/]/.test(text) || !URL.canParse(text)) return 'is not an address';
  const { username, password, search, hash } = new URL(text);
  if (username !== '' || password !== '') return 'holds credentials; they go into --s3-credentials-file';
  return search === '' && hash === '' ? undefined : 'is an address with ? or #';
}

async function readAuthorities(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new RunError('usage', `Cannot read the authorities in ${path}`, {
      hint: 'Name a readable PEM file with --s3-ca-file.',
      cause: error,
    });
  }
}

/** The location of a name among those that the policies define; `location-not-found` suggests the nearest. */
export function locationNamed(locations: readonly StorageLocation[], name: string, source: string): StorageLocation {
  const found = locations.find((location) => location.name === name);
  if (found !== undefined) return found;
  const names = locations.map((location) => location.name);
  const nearest = nearestName(name, names);
  const there = names.length === 0 ? 'It defines none.' : `It defines ${names.join(', ')}.`;
  throw new RunError('location-not-found', `${source} defines no StorageLocation ${name}`, {
    hint: nearest === undefined ? there : `Did you mean ${nearest}? ${there}`,
  });
}
