import { describe, expect, it } from 'vitest';
import type { RemovalOrder } from '../../src/archive/backup-store.ts';
import { listDownloads, putDownload } from '../../src/archive/export/download-records.ts';
import { archiveKey, factPrefix, fileKey, folderOf, metadataKey } from '../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../src/archive/velero-backup-store.ts';
import type { Fact } from '../../src/domain/backup/facts.ts';
import type { DownloadRecord } from '../../src/domain/downloads/download-record.ts';
import { RunError } from '../../src/domain/problem.ts';
import { aClaim } from '../support/builders.ts';
import { aContext } from '../support/context.ts';
import { FaultyObjectStore } from '../support/faulty-object-store.ts';
import { backupStoreRig, makeBackup, snapshot, type OpenObjects } from './backup-store-rig.ts';

const NAME = aClaim().backup;
const NEXT_RUN = { ...aClaim().origin, runId: 'next-run' };
const NEXT_DAY = new Date('2026-11-22T02:18:00Z');
const LOCKED = new RunError('cannot-write', 'Cannot delete it: object lock');

const order = (change: Partial<RemovalOrder> = {}): RemovalOrder => ({
  fact: { id: 'abcdef01', at: new Date('2026-12-24T00:00:00Z'), by: 'run prune-1' },
  doubt: () => undefined,
  ...change,
});

const hold = (change: object = {}): Fact => ({
  id: '12345678',
  at: new Date('2026-12-01T00:00:00.250Z'),
  by: 'ada@laptop',
  type: 'hold',
  reason: 'audit',
  ...change,
});

const aDownload = (digit: number, expiresAt: Date): DownloadRecord => ({
  guid: `${String(digit).repeat(8)}-1111-4111-8111-111111111111`,
  mode: 'AUTO',
  backup: NAME,
  objects: [],
  note: '',
  createdAt: new Date('2026-10-31T00:00:00Z'),
  expiresAt,
  finishedAt: undefined,
});

/** What backups promise when they go, and of what is said about them before. */
export function describeBackupRemoval(name: string, open: OpenObjects): void {
  describe(`removal of backups in ${name}`, () => {
    const rig = backupStoreRig(open);
    const { ctx } = rig;

    it('removes a whole backup and nothing beside it', async () => {
      const other = await makeBackup(ctx, await rig.draft({ backup: `${NAME}-2` }));
      await makeBackup(ctx, await rig.draft());
      await rig.backups.putFact(ctx, NAME, hold());

      expect(await rig.backups.remove(ctx, NAME, order())).toEqual({ outcome: 'removed', kept: [] });

      expect((await rig.keys()).every((key) => key.startsWith(folderOf(other.name)))).toBe(true);
      expect((await rig.backups.list(ctx)).backups).toEqual([other]);
      expect(await rig.backups.remove(ctx, NAME, order())).toEqual({ outcome: 'absent' });
    });

    it('forgets opened downloads of which nobody asks any more, and says how many', async () => {
      const at = (digit: number, expires: string) => putDownload(ctx, rig.objects, aDownload(digit, new Date(expires)));
      await at(1, '2026-11-01T00:00:00Z');
      await at(2, '2026-11-21T00:00:00Z');

      expect(await rig.backups.sweepDownloads(ctx, new Date('2026-12-01T00:00:00Z'))).toBe(1);

      expect(await listDownloads(ctx, rig.objects)).toMatchObject([{ guid: expect.stringMatching(/^2/) }]);
      expect(await rig.backups.sweepDownloads(ctx, new Date('2026-12-01T00:00:00Z'))).toBe(0);
    });

    it('row 67: leaves a backup whole or gone wherever its removal dies, and the next run sweeps what is left', async () => {
      for (let dies = 0, ended = false; !ended; dies++) {
        const before = await makeBackup(ctx, await rig.draft());
        let steps = 0;
        const dying = aContext({
          reached: () => {
            if (steps++ === dies) throw new Error('killed');
          },
        });

        ended = await rig.backups.remove(dying, NAME, order()).then(
          () => true,
          () => false,
        );

        const { backups, uncommitted, unreadable } = await rig.backups.list(ctx);
        expect(unreadable).toEqual([]);
        if (backups.length > 0) {
          expect(backups).toEqual([before]);
          expect((await rig.keys()).includes(archiveKey(NAME))).toBe(true);
          await rig.backups.remove(ctx, NAME, order());
        } else if (uncommitted.length > 0 && dies % 2 === 0) {
          expect(await rig.backups.sweep(ctx, NEXT_RUN, uncommitted)).toEqual([NAME]);
        } else {
          await rig.backups.remove(aContext({ now: NEXT_DAY }), NAME, order());
        }
        expect(await rig.keys()).toEqual([]);
      }
    });

    it('row 67: deletes the commit object first and the claim last', async () => {
      await makeBackup(ctx, await rig.draft());
      const objects = new FaultyObjectStore(rig.objects);

      await new VeleroBackupStore(objects, rig).remove(ctx, NAME, order());

      const deleted = objects.calls.filter(({ method }) => method === 'delete').map(({ key }) => key);
      expect(deleted[0]).toBe(metadataKey(NAME));
      expect(deleted.slice(-2)).toEqual([expect.stringContaining('-fact-'), fileKey(NAME, 'claim')]);
      expect(new Set(deleted).size).toBe(deleted.length);
    });

    it('row 66: leaves a backup whole whose commit object is locked, and says why', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const before = await snapshot(ctx, rig.objects);
      const objects = new FaultyObjectStore(rig.objects);
      objects.failAlways('delete', 'velero-backup.json', { throws: LOCKED });

      const outcome = await new VeleroBackupStore(objects, rig).remove(ctx, NAME, order());

      expect(outcome).toEqual({ outcome: 'refused', reason: LOCKED.message });
      expect((await rig.backups.list(ctx)).backups).toEqual([made]);
      expect(await snapshot(ctx, rig.objects)).toEqual(before);
    });

    it('row 66: tells which objects a lock keeps, and a later removal takes them', async () => {
      await makeBackup(ctx, await rig.draft());
      const objects = new FaultyObjectStore(rig.objects);
      objects.fail('delete', '.tar.gz', { throws: LOCKED });
      const locking = new VeleroBackupStore(objects, rig);

      expect(await locking.remove(ctx, NAME, order())).toEqual({ outcome: 'removed', kept: [archiveKey(NAME)] });

      expect((await rig.backups.list(ctx)).backups).toEqual([]);
      expect(await rig.keys()).toContain(fileKey(NAME, 'claim'));
      expect(await locking.remove(ctx, NAME, order())).toEqual({ outcome: 'removed', kept: [] });
      expect(await rig.keys()).toEqual([]);
    });

    it.each([
      ['garbage', '{'],
      ['another API', '{"apiVersion":"example.org/v1","kind":"Backup","metadata":{"name":"x"}}'],
    ])('row 68: never deletes a backup whose commit object is %s', async (_, text) => {
      await makeBackup(ctx, await rig.draft());
      await rig.objects.delete(ctx, metadataKey(NAME));
      await rig.objects.put(ctx, metadataKey(NAME), Buffer.from(text));
      const before = await snapshot(ctx, rig.objects);

      expect(await rig.backups.remove(ctx, NAME, order())).toMatchObject({ outcome: 'refused' });

      expect(await snapshot(ctx, rig.objects)).toEqual(before);
    });

    it('leaves a folder alone that a run may be at work on', async () => {
      const draft = await rig.draft();
      const before = await snapshot(ctx, rig.objects);

      expect(await rig.backups.remove(ctx, NAME, order())).toMatchObject({
        outcome: 'refused',
        reason: expect.stringContaining('it is not committed'),
      });

      expect(await snapshot(ctx, rig.objects)).toEqual(before);
      await draft.discard(ctx);
      await draft.close();
    });

    it('asks once more at the last moment: a hold that came meanwhile saves the backup', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const late = aContext({
        reached: async (step) => {
          if (step === 'removing') await rig.backups.putFact(ctx, NAME, hold());
        },
      });
      const doubt: RemovalOrder['doubt'] = (_, { facts }) =>
        facts.some(({ type }) => type === 'hold') ? 'held: audit' : undefined;

      expect(await rig.backups.remove(late, NAME, order({ doubt }))).toEqual({
        outcome: 'refused',
        reason: 'held: audit',
      });

      expect((await rig.backups.list(ctx)).backups).toEqual([made]);
      expect((await rig.backups.readFacts(ctx, NAME)).facts).toEqual([hold()]);
    });

    it('keeps facts as they were said, and never one over another', async () => {
      await makeBackup(ctx, await rig.draft());
      const at = new Date('2026-12-02T00:00:00Z');
      const facts: Fact[] = [
        hold({ until: at }),
        { id: 'a1', at, by: 'ada', type: 'release', reason: 'audit is over' },
        { id: 'a2', at, by: 'ada', type: 'extend', expiresAt: new Date('2027-11-21T00:00:00Z') },
        { id: 'a3', at, by: 'ada', type: 'label', set: { team: 'shop' }, remove: ['stage'] },
        { id: 'a4', at, by: 'ada', type: 'annotate', set: {}, remove: [] },
        { id: 'a5', at, by: 'ada', type: 'accept' },
        { id: 'a6', at, by: 'run 1', type: 'use', run: '1', restore: 'shop-1', until: at },
        { id: 'a7', at, by: 'run 1', type: 'used', run: '1' },
      ];

      for (const fact of facts) await rig.backups.putFact(ctx, NAME, fact);

      expect(await rig.backups.readFacts(ctx, NAME)).toEqual({ facts, unreadable: [] });
      await expect(rig.backups.putFact(ctx, NAME, hold({ reason: 'mine' }))).rejects.toMatchObject({
        code: 'cannot-write',
      });
      expect((await rig.backups.list(ctx)).backups).toHaveLength(1);
    });

    it('lists the facts of all backups whose names begin alike', async () => {
      await makeBackup(ctx, await rig.draft());
      await makeBackup(ctx, await rig.draft({ backup: `${NAME}-2` }));
      await makeBackup(ctx, await rig.draft({ backup: 'other-fact-1' }));
      await rig.backups.putFact(ctx, NAME, hold());
      await rig.backups.putFact(ctx, 'other-fact-1', hold());

      expect(await rig.backups.listFacts(ctx, 'nightly-')).toEqual(
        new Map([[NAME, { facts: [hold()], unreadable: [] }]]),
      );
      expect([...(await rig.backups.listFacts(ctx, '')).keys()].toSorted()).toEqual([NAME, 'other-fact-1']);
    });

    it('names a fact that its store lets nobody read, and tells of the others: another user left it', async () => {
      await makeBackup(ctx, await rig.draft());
      const last = hold({ at: new Date('2026-12-02T00:00:00Z'), id: '2' });
      await rig.backups.putFact(ctx, NAME, hold());
      await rig.backups.putFact(ctx, NAME, last);
      const objects = new FaultyObjectStore(rig.objects);
      objects.failAlways('get', '-2.json', { throws: new RunError('permission-denied', 'permission denied (EACCES)') });

      expect(await new VeleroBackupStore(objects, rig).readFacts(ctx, NAME)).toEqual({
        facts: [hold()],
        unreadable: [`${NAME}-fact-20261202000000000-2.json`],
      });
    });

    it('names facts that cannot be read', async () => {
      await makeBackup(ctx, await rig.draft());
      await rig.objects.put(ctx, `${factPrefix(NAME)}20261201000000000-1.json`, Buffer.from('{"type":"holder"}'));

      expect(await rig.backups.readFacts(ctx, NAME)).toEqual({
        facts: [],
        unreadable: [`${NAME}-fact-20261201000000000-1.json`],
      });
    });
  });
}
