import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fileKey, metadataKey } from '../../../../src/archive/layout.ts';
import { backupStoreRig, bytesOf } from '../../../contract/backup-store-rig.ts';
import { anItem, attachments, commitFacts, manifestFacts } from '../../../support/builders.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

const rig = backupStoreRig(async () => {
  const objects = new MemoryObjectStore();
  return { objects, [Symbol.asyncDispose]: async () => objects.close() };
});
const { ctx } = rig;

/** A backup that follows another, whose manifest had this SHA-256. */
async function make(backup: string, previous?: { readonly backup: string; readonly manifestSha256: string }) {
  const draft = await rig.draft({ backup });
  await draft.add(anItem());
  const { manifestSha256 } = await draft.seal(ctx, { ...manifestFacts(), ...(previous && { previous }) });
  await draft.upload(ctx, attachments());
  await draft.verify(ctx);
  await draft.commit(ctx, commitFacts({ items: 1 }));
  await draft.close();
  return { backup, manifestSha256 };
}

async function pair() {
  const first = await make('nightly-1');
  await make('nightly-2', first);
}

const link = async (backup = 'nightly-2') => rig.backups.examineLink(ctx, backup);

describe('the link between a backup and the one before it', () => {
  it('holds while the manifest is the one that it was, and the first has none', async () => {
    await pair();

    expect(await link()).toEqual({ previous: 'nightly-1', damage: [], doubts: [] });
    expect(await link('nightly-1')).toEqual({ previous: undefined, damage: [], doubts: [] });
  });

  it('leaves a gap where the backup before was deleted', async () => {
    await pair();
    for (const key of [metadataKey('nightly-1'), fileKey('nightly-1', 'manifest')]) await rig.objects.delete(ctx, key);

    expect(await link()).toEqual({
      previous: undefined,
      gone: 'nightly-1',
      damage: [],
      doubts: ['nightly-1, which nightly-2 followed, is gone'],
    });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['changed since', (bytes) => gzipSync(Buffer.concat([gunzipSync(bytes), Buffer.from(' ')]))],
    ['changed since', () => Buffer.from('nothing')],
  ])('breaks where the manifest before was %s', async (says, edit) => {
    await pair();
    const key = fileKey('nightly-1', 'manifest');
    await rig.objects.put(ctx, key, edit(await bytesOf(ctx, rig.objects, key)));

    const { damage } = await link();

    expect(damage).toEqual([{ part: 'chain', message: expect.stringContaining(says) }]);
  });

  it('breaks where the manifest before is gone, and its backup is not', async () => {
    await pair();
    await rig.objects.delete(ctx, fileKey('nightly-1', 'manifest'));

    const { damage } = await link();

    expect(damage).toEqual([
      { part: 'chain', message: expect.stringContaining('is gone, and the rest of it is there') },
    ]);
  });

  it('never leads out of the location', async () => {
    await make('nightly-3', { backup: '../../etc', manifestSha256: 'a'.repeat(64) });

    expect((await link('nightly-3')).damage[0]?.message).toBe(
      'The manifest of nightly-3 follows what cannot be a backup',
    );
  });
});
