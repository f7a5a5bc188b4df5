import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StorageLocation } from '../../../src/domain/storage-location.ts';
import { openObjectStore } from '../../../src/storage/open.ts';
import { aContext } from '../../support/context.ts';
import { refusal } from '../../support/scripted-s3-bucket.ts';
import { openScriptedStore } from '../../support/scripted-s3-store.ts';

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'lifeboat-open-'));
});

afterEach(() => rm(scratch, { recursive: true }));

const aLocation = (overrides: Partial<StorageLocation> = {}): StorageLocation => ({
  kind: 'StorageLocation',
  name: 'main',
  accessMode: 'ReadWrite',
  provider: { type: 'filesystem', path: join(scratch, 'backups') },
  ...overrides,
});

describe('openObjectStore', () => {
  it('opens a folder, which stays missing until somebody writes', async () => {
    const store = await openObjectStore(aLocation());

    await expect(store.head(aContext(), 'x')).rejects.toMatchObject({ code: 'location-not-found' });
    expect(await store.put(aContext(), 'x', Buffer.from('x'))).toBe('stored');
    expect(await store.head(aContext(), 'x')).toMatchObject({ size: 1 });
    await store.close();
  });

  it('makes the folder at once for a run that will write', async () => {
    const store = await openObjectStore(aLocation(), { forWriting: true });

    expect(await store.head(aContext(), 'x')).toBeUndefined();
  });

  it('makes and changes nothing where the location is read-only', async () => {
    const location = aLocation({ accessMode: 'ReadOnly' });
    const store = await openObjectStore(location, { forWriting: true });

    await expect(store.put(aContext(), 'x', Buffer.from('x'))).rejects.toMatchObject({ code: 'cannot-write' });
    await expect(store.head(aContext(), 'x')).rejects.toMatchObject({ code: 'location-not-found' });
  });

  it('opens a bucket, and asks again where it is unavailable', async () => {
    await using scripted = await openScriptedStore();
    const provider = scripted.s3.location({ credentialsFile: scripted.credentialsFile, prefix: 'team' });
    scripted.s3.fail('PutObject', refusal(503, 'SlowDown', 'slower'));

    const store = await openObjectStore(aLocation({ provider }));

    expect(store.root).toBe('s3://bucket/team');
    expect(await store.put(aContext(), 'x', Buffer.from('x'))).toBe('stored');
    expect([...scripted.s3.content.objects.keys()]).toEqual(['team/x']);
    await store.close();
  });
});
