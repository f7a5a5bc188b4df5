import { describe, expect, it } from 'vitest';
import type { RemovalOrder } from '../../src/archive/backup-store.ts';
import { archiveKey, fileKey, metadataKey } from '../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../src/archive/velero-backup-store.ts';
import { readersOf, standingOf } from '../../src/domain/backup/facts.ts';
import { RunError } from '../../src/domain/problem.ts';
import { aClaim } from '../support/builders.ts';
import { aContext, type TestContext } from '../support/context.ts';
import { FaultyObjectStore } from '../support/faulty-object-store.ts';
import { backupStoreRig, makeBackup, snapshot, type OpenObjects } from './backup-store-rig.ts';

const NAME = aClaim().backup;
const RUN = '3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11';
const READER = { run: RUN, restore: 'shop-1', until: new Date('2026-11-22T02:17:00Z') };
const BY = { by: `run ${RUN}` };
const GONE = { code: 'backup-not-found' };

/** A removal that asks what `lifeboat delete` asks, begun now. */
const removal = (ctx: TestContext): RemovalOrder => ({
  fact: { id: 'abcdef01', at: ctx.clock.now(), by: 'run prune-1' },
  doubt: (backup, facts) => standingOf(backup, facts, ctx.clock.now()).held,
});

/** What backups promise to restores that read them. */
export function describeBackupReaders(name: string, open: OpenObjects): void {
  describe(`backups that are read in ${name}`, () => {
    const rig = backupStoreRig(open);
    const { ctx } = rig;
    const removeNow = (by: TestContext = ctx) => rig.backups.remove(by, NAME, removal(ctx));
    const readNow = (by: TestContext = ctx) => rig.backups.beginReading(by, NAME, READER, BY);
    const heldNow = async () => readersOf((await rig.backups.readFacts(ctx, NAME)).facts, ctx.clock.now());

    it('row 67: are not deleted before the restore has ended', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      await readNow();
      const before = await snapshot(ctx, rig.objects);

      expect(await removeNow()).toEqual({
        outcome: 'refused',
        reason: 'restore shop-1 reads it (until 2026-11-22T02:17:00Z)',
      });
      expect(await snapshot(ctx, rig.objects)).toEqual(before);
      expect(await rig.backups.find(ctx, NAME)).toEqual(made);

      await rig.backups.endReading(ctx, NAME, RUN, BY);
      expect(await removeNow()).toEqual({ outcome: 'removed', kept: [] });
      expect(await rig.keys()).toEqual([]);
    });

    it('row 67: are read by each attempt of a run anew, until the last of their ends', async () => {
      await makeBackup(ctx, await rig.draft());
      const later = new Date('2026-11-22T09:00:00Z');

      await readNow();
      await rig.backups.beginReading(ctx, NAME, { ...READER, until: later }, BY);
      expect(await heldNow()).toEqual([{ ...READER, until: later }]);

      await rig.backups.endReading(ctx, NAME, RUN, BY);
      expect(await heldNow()).toEqual([]);
    });

    it.each([
      ['all', 0],
      ['one of several', 1],
    ])('are read no more where what was said cannot be taken back: %s', async (_, goes) => {
      await makeBackup(ctx, await rig.draft());
      await readNow();
      await readNow();
      const objects = new FaultyObjectStore(rig.objects);
      const refused = { throws: new RunError('permission-denied', 'AccessDenied') };
      objects.fail('delete', '.json', ...(goes === 0 ? [refused] : [undefined, refused]));

      await new VeleroBackupStore(objects, rig).endReading(ctx, NAME, RUN, BY);

      const { facts } = await rig.backups.readFacts(ctx, NAME);
      expect(facts.map(({ type }) => type).toSorted()).toEqual([...(goes === 0 ? ['use'] : []), 'use', 'used']);
      expect(await heldNow()).toEqual([]);
    });

    it('row 67: are not deleted by a removal that begins before they are read and looks after', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const late = aContext({ reached: async (step) => (step === 'removing' ? readNow() : undefined) });

      expect(await removeNow(late)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('shop-1') });

      expect(await rig.backups.find(ctx, NAME)).toEqual(made);
      const { facts } = await rig.backups.readFacts(ctx, NAME);
      expect(facts.map(({ type }) => type)).toEqual(['use']);
    });

    it('row 67: are refused to a restore that begins while a removal is past its last look', async () => {
      await makeBackup(ctx, await rig.draft());
      const objects = new FaultyObjectStore(rig.objects);
      const outcomes: unknown[] = [];
      const refused = async () => {
        await expect(readNow()).rejects.toMatchObject({ ...GONE, message: expect.stringContaining('run prune-1') });
        outcomes.push('refused');
      };
      objects.fail('delete', 'velero-backup.json', { before: refused });

      outcomes.push(await new VeleroBackupStore(objects, rig).remove(ctx, NAME, removal(ctx)));

      expect(outcomes).toEqual(['refused', { outcome: 'removed', kept: [] }]);
      expect(await rig.keys()).toEqual([]);
    });

    it('row 67: are read after all where the removal gives way', async () => {
      await makeBackup(ctx, await rig.draft());
      const started = Promise.withResolvers<void>();
      const removing = aContext({
        reached: async (step) => {
          if (step === 'removing') await started.promise;
        },
      });
      const ended = rig.backups.remove(removing, NAME, removal(ctx));
      const telling = aContext({
        reached: async (step) => {
          if (step !== 'use-told') return;
          started.resolve();
          await ended;
        },
      });

      await readNow(telling);

      expect(await ended).toMatchObject({ outcome: 'refused' });
      expect(await heldNow()).toEqual([READER]);
    });

    it.each([
      ['before it is said', true],
      ['while it is said', false],
    ])('leave nothing of a restore behind that finds them deleted %s', async (_, isBefore) => {
      await makeBackup(ctx, await rig.draft());
      if (isBefore) await removeNow();
      const objects = new FaultyObjectStore(rig.objects);
      const store = new VeleroBackupStore(objects, rig);
      if (!isBefore) objects.fail('put', '.json', { before: async () => void (await removeNow()) });

      await expect(store.beginReading(ctx, NAME, READER, BY)).rejects.toMatchObject({
        ...GONE,
        message: expect.stringContaining('it was deleted just now'),
      });

      expect(await rig.keys()).toEqual([]);
    });

    it('leave nothing of a restore behind that ends after somebody deleted them', async () => {
      await makeBackup(ctx, await rig.draft());
      await readNow();
      await rig.objects.delete(ctx, metadataKey(NAME));
      for (const key of await rig.keys()) if (!key.includes('-fact-')) await rig.objects.delete(ctx, key);

      await rig.backups.endReading(ctx, NAME, RUN, BY);

      expect(await rig.keys()).toEqual([]);
    });

    it('are gone also where only what a restore said is left, once that is over', async () => {
      const fact = { id: 'a1', at: ctx.clock.now(), by: BY.by, type: 'use', ...READER } as const;
      await rig.backups.putFact(ctx, NAME, fact);

      expect(await removeNow()).toMatchObject({ outcome: 'refused' });

      expect(await removeNow(aContext({ now: READER.until }))).toEqual({ outcome: 'removed', kept: [] });
      expect(await rig.keys()).toEqual([]);
    });

    it('are read again although a removal died in them long ago', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const at = new Date(ctx.clock.now().getTime() - 3_600_000);
      await rig.backups.putFact(ctx, NAME, { id: 'a1', at, by: 'run prune-1', type: 'removal' });

      await readNow();

      expect(await rig.backups.find(ctx, NAME)).toEqual(made);
      expect(await heldNow()).toEqual([READER]);
    });

    it.each([
      ['its archive is read', archiveKey(NAME)],
      ['its manifest is read', fileKey(NAME, 'manifest')],
      ['its lists of volumes are read', fileKey(NAME, 'volumeinfo')],
    ])('are told as deleted, not as damaged, where they go before %s', async (_, key) => {
      const made = await makeBackup(ctx, await rig.draft());
      const objects = new FaultyObjectStore(rig.objects);
      objects.fail('get', key, { before: async () => void (await removeNow()) });

      await expect(new VeleroBackupStore(objects, rig).openArchive(ctx, made)).rejects.toMatchObject({
        ...GONE,
        message: `Backup ${NAME} was deleted while it was read`,
      });
    });

    it('are told as deleted where the archive breaks off and is not there any more', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const objects = new FaultyObjectStore(rig.objects);
      const broken = new RunError('storage-unavailable', 'The connection broke');
      objects.fail(
        'get',
        '.tar.gz',
        { endsAfter: 0, throws: broken },
        { before: async () => void (await removeNow()) },
      );

      await expect(new VeleroBackupStore(objects, rig).openArchive(ctx, made)).rejects.toMatchObject(GONE);
    });
  });
}
