import { describe, expect, it } from 'vitest';
import { archiveKey, fileKey, metadataKey } from '../../../src/archive/layout.ts';
import { RunError } from '../../../src/domain/problem.ts';
import { aClaim, attachments } from '../../support/builders.ts';
import { draftRig } from './draft-rig.ts';

const NAME = aClaim().backup;
const UNAVAILABLE = new RunError('storage-unavailable', 'the connection was reset');

const rig = draftRig();
const { put, seal, upload } = rig;

describe('StoredBackupDraft.upload', () => {
  it('puts the archive first, marked with run and hash, and the commit object not at all', async () => {
    const { memory, objects } = rig;
    await upload();

    const puts = objects.calls.filter(({ method }) => method === 'put').map(({ key }) => key);
    expect(puts.slice(0, 3)).toEqual([fileKey(NAME, 'claim'), archiveKey(NAME), fileKey(NAME, 'manifest')]);
    expect(puts).toHaveLength(10);
    expect(memory.objects.get(archiveKey(NAME))?.metadata).toEqual({
      'run-id': aClaim().origin.runId,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(memory.objects.has(metadataKey(NAME))).toBe(false);
  });

  it('row 62: never replaces an object that somebody else put under its name', async () => {
    const { ctx, draft, memory, objects } = rig;
    await seal();
    objects.fail('put', '.tar.gz', { before: () => put(archiveKey(NAME), 'theirs') });

    await expect(draft.upload(ctx, attachments())).rejects.toMatchObject({ code: 'backup-exists' });
    expect(memory.text(archiveKey(NAME))).toBe('theirs');
  });

  it('cannot be before the seal', async () => {
    const { ctx, draft } = rig;
    await expect(draft.upload(ctx, attachments())).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('StoredBackupDraft.verify', () => {
  it('row 64: waits for a store that shows the archive late', async () => {
    const { ctx, draft, objects } = rig;
    await upload();
    objects.fail('get', '.tar.gz', 'lag', 'lag', { endsAfter: 0, throws: UNAVAILABLE });

    await draft.verify(ctx);

    expect(ctx.clock.pauses).toHaveLength(3);
    expect(Math.max(...ctx.clock.pauses)).toBeLessThanOrEqual(10_000);
  });

  it('row 64: gives up on a store that never shows the archive', async () => {
    const { ctx, draft, objects } = rig;
    await upload();
    objects.failAlways('get', '.tar.gz', 'lag');

    await expect(draft.verify(ctx)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(ctx.clock.pauses).toHaveLength(5);
  });

  it.each(['get', 'put'] as const)(
    'row 65: finds a bit that was turned over on a %s, deletes what was stored, and never commits',
    async (method) => {
      const { ctx, draft, memory, objects } = rig;
      await seal();
      objects.fail(method, '.tar.gz', 'flip-bit');
      await draft.upload(ctx, attachments());

      await expect(draft.verify(ctx)).rejects.toMatchObject({
        code: 'storage-unavailable',
        message: expect.stringMatching(/Cannot trust memory:\/\/objects/) as string,
        cause: expect.objectContaining({ code: 'archive-unreadable' }) as unknown,
      });

      expect([...memory.objects.keys()]).toEqual([]);
    },
  );

  it('row 66: reports the damage also where the damaged objects cannot be deleted', async () => {
    const { ctx, draft, objects } = rig;
    await upload();
    objects.fail('get', '.tar.gz', 'flip-bit');
    objects.failAlways('delete', '', { throws: new RunError('cannot-write', 'object lock') });

    await expect(draft.verify(ctx)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(ctx.logLines.some(({ msg }) => msg === 'the damaged objects cannot be deleted')).toBe(true);
  });
});
