import { describe, expect, it } from 'vitest';
import { archiveKey, fileKey, metadataKey } from '../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../src/archive/velero-backup-store.ts';
import { RunError } from '../../../src/domain/problem.ts';
import { aClaim, anItem, attachments, commitFacts, manifestFacts } from '../../support/builders.ts';
import { aContext } from '../../support/context.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { claimDraft, draftRig } from './draft-rig.ts';

const NAME = aClaim().backup;
const UNAVAILABLE = new RunError('storage-unavailable', 'the connection was reset');
const TERMINATED = new RunError('terminated', 'SIGTERM');

const rig = draftRig();
const { put, seal, upload, verified } = rig;

describe('StoredBackupDraft.commit', () => {
  const commit = () => rig.draft.commit(rig.ctx, commitFacts());

  it('looks, puts, and looks again', async () => {
    const { ctx, objects } = rig;
    await verified();
    const from = objects.calls.length;

    await commit();

    expect(objects.calls.slice(from).map(({ method, key }) => `${method} ${key.split('/').at(-1)}`)).toEqual([
      'get velero-backup.json',
      `get ${NAME}-claim.json`,
      `head ${NAME}.tar.gz`,
      'put velero-backup.json',
      'get velero-backup.json',
      `head ${NAME}.tar.gz`,
    ]);
    expect(ctx.steps).toEqual(['gzip-ending', 'archive-stored', 'marker-putting', 'marker-stored']);
  });

  it('row 59: takes a commit whose answer was lost for what it is', async () => {
    const { ctx, objects } = rig;
    await verified();
    objects.fail('put', 'velero-backup.json', { throwsAfter: UNAVAILABLE });

    expect(await commit()).toMatchObject({ name: NAME });
    expect(ctx.logLines.at(-1)).toMatchObject({ level: 40, msg: 'the commit was interrupted, but it stands' });
  });

  it('throws what hindered the commit when it did not arrive', async () => {
    const { memory, objects } = rig;
    await verified();
    objects.fail('put', 'velero-backup.json', { throws: UNAVAILABLE });

    await expect(commit()).rejects.toBe(UNAVAILABLE);
    expect(memory.objects.has(metadataKey(NAME))).toBe(false);
  });

  it('row 31: does not begin the commit after SIGTERM, not even between the look and the put', async () => {
    const { ctx, memory, objects } = rig;
    await verified();
    objects.fail('head', '.tar.gz', { before: () => ctx.controller.abort(TERMINATED) });

    await expect(commit()).rejects.toBe(TERMINATED);
    expect(memory.objects.has(metadataKey(NAME))).toBe(false);
  });

  it('row 31: reports a commit as made that was in flight when SIGTERM came and arrived', async () => {
    const { ctx, objects } = rig;
    await verified();
    ctx.clock.stand();
    const interrupt = () => ctx.controller.abort(TERMINATED);
    objects.fail('put', 'velero-backup.json', {
      before: async () => {
        await put(metadataKey(NAME), await committedText());
        interrupt();
      },
    });

    expect(await commit()).toMatchObject({ name: NAME, origin: { runId: aClaim().origin.runId } });
  });

  it('row 31: lets a commit finish that was in flight when SIGTERM came', async () => {
    const { ctx, memory, objects } = rig;
    await verified();
    ctx.clock.stand();
    objects.fail('put', 'velero-backup.json', { before: () => ctx.controller.abort(TERMINATED) });

    expect(await commit()).toMatchObject({ name: NAME, origin: { runId: aClaim().origin.runId } });
    expect(memory.objects.has(metadataKey(NAME))).toBe(true);
  });

  it('row 31: reports a commit as not made that SIGTERM met and the store never took, and says why it ended', async () => {
    const { ctx, objects } = rig;
    await verified();
    ctx.clock.stand();
    objects.fail('put', 'velero-backup.json', 'hang');

    const outcome = expect(commit()).rejects.toBe(TERMINATED);
    await expect.poll(() => ctx.steps).toContain('marker-putting');
    ctx.controller.abort(TERMINATED);
    await expect.poll(() => ctx.clock.pauses).toContain(ctx.timings.lastWordsMs);
    ctx.clock.advance(ctx.timings.lastWordsMs);

    await outcome;
  });

  it('gives up settling an interrupted commit in time, and says so', async () => {
    const { ctx, objects } = rig;
    await verified();
    ctx.clock.stand();
    objects.fail('put', 'velero-backup.json', { before: () => ctx.controller.abort(TERMINATED) });
    objects.fail('get', 'velero-backup.json', undefined, 'hang');

    const committing = commit();
    const outcome = expect(committing).rejects.toBe(TERMINATED);
    await expect.poll(() => ctx.clock.pauses).toContain(ctx.timings.lastWordsMs);
    ctx.clock.advance(ctx.timings.lastWordsMs);

    await outcome;
    expect(ctx.logLines.at(-1)).toMatchObject({ level: 40, msg: 'cannot tell whether the backup was committed' });
  });

  it('row 64: waits for a store that shows the commit late', async () => {
    const { ctx, objects } = rig;
    await verified();
    objects.fail('get', 'velero-backup.json', undefined, 'lag', 'lag');

    expect(await commit()).toMatchObject({ name: NAME });
    expect(ctx.clock.pauses).toEqual([200, 400]);
  });

  it('row 61: tells a foreign commit that won the race from its own', async () => {
    const { memory, objects } = rig;
    await verified();
    const theirs = JSON.stringify({ apiVersion: 'velero.io/v1', kind: 'Backup', metadata: { name: NAME } });
    objects.fail('put', 'velero-backup.json', { before: () => put(metadataKey(NAME), theirs) });

    await expect(commit()).rejects.toMatchObject({ code: 'backup-exists' });
    expect(memory.text(metadataKey(NAME))).toBe(theirs);
  });

  it('does not commit without its verified archive', async () => {
    const { memory } = rig;
    await verified();
    await put(archiveKey(NAME), 'another');

    await expect(commit()).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringMatching(/has 7 bytes/) as string,
    });
    expect(memory.objects.has(metadataKey(NAME))).toBe(false);
  });

  it('does not take the late commit of an earlier Pod, whose archive is gone, for its own', async () => {
    const { objects } = rig;
    const late = await lateCommit();
    await verified();
    objects.fail('put', 'velero-backup.json', { before: () => put(metadataKey(NAME), late) });

    await expect(commit()).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringMatching(/names another archive/) as string,
    });
    await expect(commit()).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  it('withdraws a commit whose archive vanished at the same moment', async () => {
    const { memory, objects } = rig;
    await verified();
    objects.fail('put', 'velero-backup.json', { before: () => void memory.objects.delete(archiveKey(NAME)) });

    await expect(commit()).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringMatching(/is gone/) as string,
    });
    expect(memory.objects.has(metadataKey(NAME))).toBe(false);
  });
});

describe('StoredBackupDraft.discard', () => {
  it('deletes also what an interrupted put may have stored', async () => {
    const { ctx, draft, objects, memory } = rig;
    await seal();
    objects.fail('put', '-results.gz', { throwsAfter: UNAVAILABLE });
    await expect(draft.upload(ctx, attachments())).rejects.toBe(UNAVAILABLE);

    await draft.discard(ctx);

    expect([...memory.objects.keys()]).toEqual([]);
  });

  it.each([
    ['its answer was lost', { throws: UNAVAILABLE }],
    ['the store refused it at last', { throws: new RunError('cannot-write', 'full') }],
  ])('row 31: deletes nothing once a commit was tried, for it may still arrive: %s', async (_, fault) => {
    const { ctx, draft, objects, memory } = rig;
    await verified();
    objects.fail('put', 'velero-backup.json', fault);
    await expect(draft.commit(ctx, commitFacts())).rejects.toBe(fault.throws);
    const before = [...memory.objects.keys()];
    const calls = objects.calls.length;

    await draft.discard(ctx);

    expect([...memory.objects.keys()]).toEqual(before);
    expect(objects.calls).toHaveLength(calls);
    expect(ctx.logLines.at(-1)).toMatchObject({ level: 40, msg: expect.stringMatching(/may still arrive/) as string });
  });

  it('deletes everything where the commit was not begun', async () => {
    const { ctx, draft, objects, memory } = rig;
    await verified();
    objects.fail('head', '.tar.gz', { before: () => ctx.controller.abort(TERMINATED) });
    await expect(draft.commit(ctx, commitFacts())).rejects.toBe(TERMINATED);

    await draft.discard(aContext());

    expect([...memory.objects.keys()]).toEqual([]);
  });

  it('deletes the claim last, so that leftovers are always under one', async () => {
    const { ctx, draft, objects } = rig;
    await upload();
    const from = objects.calls.length;

    await draft.discard(ctx);

    const deleted = objects.calls.slice(from).filter(({ method }) => method === 'delete');
    expect(deleted.at(-1)?.key).toBe(fileKey(NAME, 'claim'));
    expect(deleted).toHaveLength(10);
  });
});

/** The commit object of an earlier draft of this very run, with other items, of which nothing else is left. */
async function lateCommit(): Promise<string> {
  const { ctx, workDirectory } = rig;
  const draft = await claimDraft(ctx, new VeleroBackupStore(new MemoryObjectStore(), { workDirectory }));
  await using _closing = { [Symbol.asyncDispose]: async () => draft.close() };
  await draft.add(anItem({ ref: { name: 'earlier' } }));
  await draft.seal(ctx, manifestFacts());
  await draft.upload(ctx, attachments());
  const { document } = await draft.commit(ctx, commitFacts());
  return JSON.stringify(document);
}

/** The commit object as this draft would put it: taken from a draft that commits and is undone. */
async function committedText(): Promise<string> {
  const { draft, memory } = rig;
  await draft.commit(aContext(), commitFacts());
  const text = memory.text(metadataKey(NAME)) ?? '';
  memory.objects.delete(metadataKey(NAME));
  return text;
}
