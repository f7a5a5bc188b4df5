import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3ObjectStore } from '../../../../src/storage/s3.ts';
import { findCredentials, parseProfiles } from '../../../../src/storage/s3/credentials.ts';
import { aContext } from '../../../support/context.ts';
import { anS3Location, ScriptedS3 } from '../../../support/scripted-s3.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-credentials-'));
  file = join(folder, 'cloud');
});

afterEach(() => rm(folder, { recursive: true }));

describe('a credentials file', () => {
  it('is read as AWS and Velero write it', () => {
    const profiles = parseProfiles(
      [
        '# a comment',
        '[default]',
        'aws_access_key_id=AKIDEFAULT',
        'AWS_SECRET_ACCESS_KEY = a/secret+with=signs ; and a comment',
        '',
        '[ profile backup ]\r',
        '  aws_access_key_id = AKIBACKUP\r',
        '; another comment',
        'no key at all',
        'aws_session_token = token#not-a-comment',
      ].join('\n'),
    );

    expect([...profiles].map(([name, section]) => [name, Object.fromEntries(section)])).toEqual([
      ['default', { aws_access_key_id: 'AKIDEFAULT', aws_secret_access_key: 'a/secret+with=signs' }],
      ['backup', { aws_access_key_id: 'AKIBACKUP', aws_session_token: 'token#not-a-comment' }],
    ]);
  });

  it('gives the keys of its profile, as they are when they are asked for', async () => {
    await writeFile(file, '[backup]\naws_access_key_id = first\naws_secret_access_key = secret\n');
    const { credentials } = await findCredentials(locationWith({ profile: 'backup' }));
    if (typeof credentials !== 'function') throw new Error('a provider was expected');
    await writeFile(
      file,
      '[backup]\naws_access_key_id = second\naws_secret_access_key = secret\naws_session_token = t\n',
    );

    expect(await credentials()).toEqual({ accessKeyId: 'second', secretAccessKey: 'secret', sessionToken: 't' });
  });

  it.each([
    ['is missing', undefined, 'cannot be read'],
    ['lacks the profile', '[other]\naws_access_key_id = x\n', 'has no profile default'],
  ])('that %s is permission-denied: no other identity takes its place', async (_, text, reason) => {
    if (text !== undefined) await writeFile(file, text);

    await expect(findCredentials(locationWith({}))).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining(reason),
    });
  });

  it('that lacks the secret key is permission-denied when it is used', async () => {
    await using s3 = await ScriptedS3.start();
    await writeFile(file, '[default]\naws_access_key_id = alone\n');
    const store = await S3ObjectStore.open(s3.location({ credentialsFile: file }), { env: {} });

    await expect(store.head(aContext(), 'x')).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining('has no aws_access_key_id with an aws_secret_access_key'),
    });
    await store.close();
  });

  it('may name a process instead of keys', async () => {
    await using s3 = await ScriptedS3.start();
    const keys = { Version: 1, AccessKeyId: 'AKIPROCESS', SecretAccessKey: 'secret', SessionToken: 'process-token' };
    await writeFile(join(folder, 'keys.json'), JSON.stringify(keys));
    await writeFile(file, `[backup]\ncredential_process = cat ${join(folder, 'keys.json')}\n`);
    const location = s3.location({ credentialsFile: file, profile: 'backup' });
    const store = await S3ObjectStore.open(location, { env: {} });

    await store.put(aContext(), 'x', Buffer.from('x'));

    expect(s3.requests.at(-1)?.headers['x-amz-security-token']).toBe('process-token');
    expect(s3.requests.at(-1)?.headers.authorization).toContain('Credential=AKIPROCESS/');
    await store.close();
  });
});

describe('no credentials file', () => {
  it('leaves the search to the default chain, with the profile of the location', async () => {
    const location = anS3Location('https://s3.test');

    expect(await findCredentials(location)).toEqual({});
    expect(await findCredentials({ ...location, profile: 'backup' })).toEqual({ profile: 'backup' });
  });
});

function locationWith({ profile }: { readonly profile?: string }) {
  return anS3Location('https://s3.test', { credentialsFile: file, profile });
}
