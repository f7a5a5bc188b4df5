import { describe, expect, it } from 'vitest';
import { encodeMetadata } from '../../../../src/archive/files/metadata.ts';
import type { Found } from '../../../../src/archive/backup-browser.ts';
import { metadataKey, parseRunRecordKey, runRecordKey } from '../../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../../src/archive/velero-backup-store.ts';
import type { RunResult } from '../../../../src/domain/result/result.ts';
import { aRunResult, commitFacts } from '../../../support/builders.ts';
import { aContext } from '../../../support/context.ts';
import { FaultyObjectStore } from '../../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';
import { openScriptedStore } from '../../../support/scripted-s3-store.ts';

const SHA256 = '0'.repeat(64);

function nameOf(n: number): string {
  return `nightly-${new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}`;
}

function commitObject(name: string): Buffer {
  return encodeMetadata(commitFacts(), { name, archiveSha256: SHA256, manifestSha256: SHA256 });
}

/** Folders of so many backups, each with a file beside the archive. */
function bucketOf(count: number): MemoryObjectStore {
  const store = new MemoryObjectStore();
  const modifiedAt = new Date(0);
  for (let n = 0; n < count; n++) {
    const name = nameOf(n);
    store.objects.set(metadataKey(name), { bytes: commitObject(name), metadata: {}, modifiedAt });
    store.objects.set(`backups/${name}/${name}-logs.gz`, { bytes: Buffer.from('x'), metadata: {}, modifiedAt });
  }
  return store;
}

function storeOn(objects: FaultyObjectStore): VeleroBackupStore {
  return new VeleroBackupStore(objects, { workDirectory: '/nowhere' });
}

function methodsOf({ calls }: FaultyObjectStore): Record<string, number> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(calls, ({ method }) => method)).map(([method, made]) => [method, made.length]),
  );
}

describe('browse', () => {
  it.each([1_000, 10_000])('reads each of %d backups once, and lists folders once', async (count) => {
    const objects = new FaultyObjectStore(bucketOf(count));
    let seen = 0;

    await storeOn(objects).browse(
      aContext(),
      () => true,
      (found) => {
        if ('backup' in found) seen++;
      },
    );

    expect(seen).toBe(count);
    expect(methodsOf(objects)).toEqual({ listFolders: 1, get: count });
  });

  it('reads nothing of those whose names rule them out', async () => {
    const objects = new FaultyObjectStore(bucketOf(1_000));
    const seen: string[] = [];

    await storeOn(objects).browse(
      aContext(),
      (name) => name > nameOf(996),
      ({ name }) => seen.push(name),
    );

    expect(seen.toSorted()).toEqual([nameOf(997), nameOf(998), nameOf(999)]);
    expect(methodsOf(objects)).toEqual({ listFolders: 1, get: 3 });
  });

  it('asks S3 for a page of a thousand folders at a time', async () => {
    await using scripted = await openScriptedStore();
    for (let n = 0; n < 2_500; n++) {
      const name = nameOf(n);
      scripted.s3.content.objects.set(`backups/${name}/velero-backup.json`, {
        body: Buffer.from('{}'),
        metadata: {},
        modifiedAt: new Date(0),
      });
      scripted.s3.content.objects.set(`backups/${name}/${name}.tar.gz`, {
        body: Buffer.from('x'),
        metadata: {},
        modifiedAt: new Date(0),
      });
    }
    const backups = new VeleroBackupStore(scripted.store, { workDirectory: '/nowhere' });

    await backups.browse(
      aContext(),
      () => false,
      () => undefined,
    );

    expect(scripted.s3.requests).toHaveLength(3);
  });

  it('tells what is not committed and what cannot be read', async () => {
    const store = bucketOf(1);
    const modifiedAt = new Date(0);
    store.objects.set('backups/half/half.tar.gz', { bytes: Buffer.from(''), metadata: {}, modifiedAt });
    store.objects.set('backups/bad/velero-backup.json', { bytes: Buffer.from('{'), metadata: {}, modifiedAt });
    const found: Found[] = [];

    await storeOn(new FaultyObjectStore(store)).browse(
      aContext(),
      () => true,
      (one) => found.push(one),
    );

    expect(found).toContainEqual({ name: 'half', uncommitted: true });
    expect(found).toContainEqual({ name: 'bad', unreadable: expect.stringContaining('JSON') as string });
  });
});

describe('browseRunRecords', () => {
  it('visits the records that it is asked for, and passes over what is none', async () => {
    const ctx = aContext();
    const store = new MemoryObjectStore();
    const backups = storeOn(new FaultyObjectStore(store));
    const results = ['2026-11-20T02:17:00Z', '2026-11-21T02:17:00Z'].map((scheduledFor, at) =>
      aRunResult({ runId: `${at}b0f2f0e-1f3c-4b58-9d0c-6a1f0e5d9c11`, scheduledFor }),
    );
    for (const result of results) await backups.putRunRecord(ctx, result);
    const broken = 'metadata/lifeboat/runs/nightly/20261121030000-bad.json';
    store.objects.set(broken, { bytes: Buffer.from('{'), metadata: {}, modifiedAt: new Date(0) });
    const visited: RunResult[] = [];

    await backups.browseRunRecords(
      ctx,
      ({ due }) => due > new Date('2026-11-21T00:00:00Z'),
      (result) => visited.push(result),
    );

    expect(visited.map(({ scheduledFor }) => scheduledFor)).toEqual(['2026-11-21T02:17:00Z']);
  });

  it('reads of a key what it was made of', () => {
    const result = aRunResult();

    expect(parseRunRecordKey(runRecordKey(result))).toEqual({
      policy: 'nightly',
      due: new Date(result.scheduledFor),
      runIdPrefix: result.runId.slice(0, 8),
    });
    expect(parseRunRecordKey('metadata/lifeboat/runs/nightly/x.json')).toBeUndefined();
    expect(parseRunRecordKey('backups/a/velero-backup.json')).toBeUndefined();
  });
});
