import { readFile } from 'node:fs/promises';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { RunError } from '../../domain/problem.ts';
import type { S3Location } from '../../domain/storage-location.ts';

/** The part of the client's configuration that says who we are. */
export type CredentialsConfig = Pick<S3ClientConfig, 'credentials' | 'profile'> & {
  /** Where the default chain looks for profiles; handed on to its ini provider. */
  readonly filepath?: string;
  readonly ignoreCache?: boolean;
};

type Section = ReadonlyMap<string, string>;

/**
 * Who we are to the store. Without a file: the SDK's default chain (environment, shared files, web identity, container,
 * instance), with the location's profile. With a file: the keys of its profile, read again whenever they are refreshed,
 * so that a replaced Secret is seen; or, where the profile names a role or a process instead of keys, the SDK's provider
 * for profiles. A file that is named but does not serve is `permission-denied`: no other identity takes its place.
 */
export async function findCredentials(location: S3Location): Promise<CredentialsConfig> {
  const { credentialsFile: file, profile } = location;
  if (file === undefined) return profile === undefined ? {} : { profile };
  const name = profile ?? 'default';
  const section = await readProfile(file, name);
  if (!section.has('aws_access_key_id') || section.has('role_arn'))
    return { profile: name, filepath: file, ignoreCache: true };
  return { credentials: async () => keysOf(await readProfile(file, name), file, name) };
}

function keysOf(section: Section, file: string, profile: string) {
  const accessKeyId = section.get('aws_access_key_id');
  const secretAccessKey = section.get('aws_secret_access_key');
  const sessionToken = section.get('aws_session_token');
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw refused(`profile ${profile} of ${file} has no aws_access_key_id with an aws_secret_access_key`);
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

async function readProfile(file: string, profile: string): Promise<Section> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw refused(`the credentials file ${file} cannot be read`, error);
  }
  const section = parseProfiles(text).get(profile);
  if (section === undefined) throw refused(`the credentials file ${file} has no profile ${profile}`);
  return section;
}

function refused(reason: string, cause?: unknown): RunError {
  return new RunError('permission-denied', `Cannot use the storage location's credentials: ${reason}`, {
    hint: 'Mount a credentials file in the ini format of AWS, and name its profile in s3.profile',
    cause,
  });
}

/**
 * Profiles of a file in AWS's ini format: `[name]` or `[profile name]`, `key = value`, comments after `#` or `;`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function parseProfiles(text: string): Map<string, Section> {
  const profiles = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const bare = line.replace(/(^|\s)[#;].*$/, '').trim();
    const [, name] = /^\[\s*(?:profile\s+)?(.+?)\s*\]$/.exec(bare) ?? [];
    if (name !== undefined) {
      section = profiles.get(name) ?? new Map();
      profiles.set(name, section);
      continue;
    }
    const [, key, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(bare) ?? [];
    if (key !== undefined && value !== undefined) section?.set(key.toLowerCase(), value);
  }
  return profiles;
}
