import { describe, expect, it } from 'vitest';
import { archiveKey, folderOf, metadataKey } from '../../src/archive/layout.ts';
import { aClaim, anItem, anOrigin, attachments, commitFacts, manifestFacts } from '../support/builders.ts';
import { backupStoreRig, bytesOf, makeBackup, snapshot, uploaded, type OpenObjects } from './backup-store-rig.ts';

const NAME = aClaim().backup;
const TAKE = { mayTakeOver: true };
const LEAVE = { mayTakeOver: false };

/** What backups promise of names that several runs want: who gets them, and what is never touched. */
export function describeBackupClaims(name: string, open: OpenObjects): void {
  describe(`claims on backups in ${name}`, () => {
    const rig = backupStoreRig(open);
    const { ctx } = rig;

    it('row 44: leaves a finished backup of the same name as it is, whoever made it', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const before = await snapshot(ctx, rig.objects);
      const stranger = aClaim({ origin: { ...aClaim().origin, runId: 'another-run' } });

      expect(await rig.backups.claim(ctx, stranger, TAKE)).toEqual({ outcome: 'committed', backup: made });
      expect(await rig.backups.claim(ctx, aClaim(), LEAVE)).toEqual({ outcome: 'committed', backup: made });
      expect(await rig.backups.sweep(ctx, stranger.origin, [NAME])).toEqual([]);
      expect(await snapshot(ctx, rig.objects)).toEqual(before);
    });

    it('row 31: resumes a commit that arrived only after its Pod had ended', async () => {
      const dead = await uploaded(ctx, await rig.draft());
      const made = await dead.commit(ctx, commitFacts());
      await dead.discard(ctx);
      await dead.close();

      expect(await rig.backups.claim(ctx, aClaim(), LEAVE)).toEqual({ outcome: 'committed', backup: made });
    });

    it.each([
      ['is gone', undefined],
      ['is another', Buffer.from('another archive')],
    ])('row 31: makes its own backup anew where the commit stands, but the archive %s', async (_, archive) => {
      await makeBackup(ctx, await rig.draft());
      await rig.objects.delete(ctx, archiveKey(NAME));
      if (archive !== undefined) await rig.objects.put(ctx, archiveKey(NAME), archive);

      const next = await rig.backups.claim(ctx, aClaim(), LEAVE);

      if (next.outcome !== 'claimed') expect.fail(next.outcome);
      expect(await rig.keys()).toEqual([`${folderOf(NAME)}${NAME}-claim.json`]);
      const made = await makeBackup(ctx, next.draft);
      expect(await rig.backups.claim(ctx, aClaim(), LEAVE)).toEqual({ outcome: 'committed', backup: made });
    });

    it('row 31: cleans a commit that stands alone, as of its own run', async () => {
      await makeBackup(ctx, await rig.draft());
      for (const key of await rig.keys()) if (key !== metadataKey(NAME)) await rig.objects.delete(ctx, key);

      const next = await rig.backups.claim(ctx, aClaim(), LEAVE);

      if (next.outcome !== 'claimed') expect.fail(next.outcome);
      await makeBackup(ctx, next.draft);
    });

    it('row 31: takes over another run’s commit without an archive under the Lease only, and of its policy only', async () => {
      await makeBackup(ctx, await rig.draft());
      await rig.objects.delete(ctx, archiveKey(NAME));
      const before = await snapshot(ctx, rig.objects);
      const of = (change: object) => aClaim({ origin: { ...aClaim().origin, runId: 'next-run', ...change } });

      await expect(rig.backups.claim(ctx, of({}), LEAVE)).rejects.toMatchObject({ code: 'backup-exists' });
      await expect(rig.backups.claim(ctx, of({ policy: 'weekly' }), TAKE)).rejects.toMatchObject({
        code: 'backup-exists',
      });
      expect(await snapshot(ctx, rig.objects)).toEqual(before);
      const taken = await rig.backups.claim(ctx, of({}), TAKE);

      if (taken.outcome !== 'claimed') expect.fail(taken.outcome);
      expect(await rig.keys()).toEqual([`${folderOf(NAME)}${NAME}-claim.json`]);
      await taken.draft.close();
    });

    it('row 33: goes on with its own claim after an earlier Pod of the run died, and cleans what that one left', async () => {
      const dead = await rig.draft();
      await dead.add(anItem());
      await dead.seal(ctx, manifestFacts());
      await dead.upload(ctx, attachments());
      await dead.close();

      const next = await rig.backups.claim(ctx, aClaim(), LEAVE);

      if (next.outcome !== 'claimed') expect.fail(next.outcome);
      expect(next.cleaned).toHaveLength(9);
      expect(await rig.keys()).toEqual([`${folderOf(NAME)}${NAME}-claim.json`]);
      const made = await makeBackup(ctx, next.draft, [anItem(), anItem({ ref: { name: 'other' } })]);
      expect((await rig.backups.list(ctx)).backups).toEqual([made]);
    });

    it('row 33: takes over the claim of a dead run of the same policy and cluster, under the Lease only', async () => {
      const dead = await rig.draftOf(aClaim({ origin: { ...aClaim().origin, runId: 'dead-run' } }));
      await dead.add(anItem());
      await dead.seal(ctx, manifestFacts());
      await dead.upload(ctx, attachments());
      await dead.close();

      const refused = await rig.backups.claim(ctx, aClaim(), LEAVE);
      expect(refused).toMatchObject({ outcome: 'refused', claim: { origin: { runId: 'dead-run' } } });
      const taken = await rig.backups.claim(ctx, aClaim(), TAKE);

      if (taken.outcome !== 'claimed') expect.fail(taken.outcome);
      expect(taken.cleaned).toHaveLength(9);
      await makeBackup(ctx, taken.draft);
      expect(await rig.backups.find(ctx, NAME)).toMatchObject({ origin: { runId: anOrigin().runId } });
    });

    it.each([
      ['another policy', { policy: 'weekly' }],
      ['another cluster', { clusterUid: 'other-uid' }],
      ['no policy', { policy: undefined }],
    ])('row 44: refuses the claim of %s and leaves it as it is', async (_, change) => {
      const theirs = aClaim({ origin: { ...aClaim().origin, runId: 'their-run', ...change } });
      await (await rig.draftOf(theirs)).close();
      const before = await snapshot(ctx, rig.objects);

      expect(await rig.backups.claim(ctx, aClaim(), TAKE)).toEqual({ outcome: 'refused', claim: theirs });
      expect(await rig.backups.sweep(ctx, aClaim().origin, [NAME])).toEqual([]);
      expect(await snapshot(ctx, rig.objects)).toEqual(before);
    });

    it('row 44: refuses a folder that holds objects without a claim, such as a backup that Velero is making', async () => {
      await rig.objects.put(ctx, `${folderOf(NAME)}${NAME}-logs.gz`, Buffer.from('velero is at work'));

      await expect(rig.backups.claim(ctx, aClaim(), TAKE)).rejects.toMatchObject({ code: 'backup-exists' });
      expect(await rig.keys()).toEqual([`${folderOf(NAME)}${NAME}-logs.gz`]);
    });

    it('sweeps what dead runs of its policy and cluster left under other names', async () => {
      const names = ['nightly-1', 'nightly-2'];
      for (const backup of names) {
        const dead = await rig.draft({ backup, origin: { ...aClaim().origin, runId: `dead-${backup}` } });
        await dead.add(anItem());
        await dead.seal(ctx, manifestFacts());
        await dead.upload(ctx, attachments());
        await dead.close();
      }
      await (await rig.draft()).close();

      const swept = await rig.backups.sweep(ctx, aClaim().origin, [...names, NAME, 'nightly-3', '../nightly-1']);

      expect(swept).toEqual(names);
      expect(await rig.keys()).toEqual([`${folderOf(NAME)}${NAME}-claim.json`]);
    });

    it('row 44: fails to commit when somebody else committed the name meanwhile, and leaves theirs', async () => {
      const draft = await uploaded(ctx, await rig.draft());
      const theirs = Buffer.from(
        JSON.stringify({ apiVersion: 'velero.io/v1', kind: 'Backup', metadata: { name: NAME } }),
      );
      await rig.objects.put(ctx, metadataKey(NAME), theirs);

      await expect(draft.commit(ctx, commitFacts())).rejects.toMatchObject({ code: 'backup-exists' });
      await draft.discard(ctx);
      await draft.close();

      expect((await bytesOf(ctx, rig.objects, metadataKey(NAME))).equals(theirs)).toBe(true);
      expect(await rig.keys()).toContain(archiveKey(NAME));
    });

    it('row 43: does not commit, nor delete anything, once its claim is another run’s', async () => {
      const draft = await uploaded(ctx, await rig.draft());
      const taker = await rig.backups.claim(ctx, aClaim({ origin: { ...aClaim().origin, runId: 'taker' } }), TAKE);
      if (taker.outcome !== 'claimed') expect.fail(taker.outcome);
      await uploaded(ctx, taker.draft);
      const before = await snapshot(ctx, rig.objects);

      await expect(draft.commit(ctx, commitFacts())).rejects.toMatchObject({ code: 'lock-lost' });
      await draft.discard(ctx);
      await draft.close();

      expect(await snapshot(ctx, rig.objects)).toEqual(before);
      const facts = commitFacts({ origin: anOrigin({ runId: 'taker' }) });
      expect(await taker.draft.commit(ctx, facts)).toMatchObject({ origin: { runId: 'taker' } });
      await taker.draft.close();
    });

    it('returns the backup that another Pod of the same run committed, once more', async () => {
      const draft = await uploaded(ctx, await rig.draft());
      const first = await draft.commit(ctx, commitFacts());

      expect(await draft.commit(ctx, commitFacts({ completedAt: new Date('2026-11-21T03:00:00Z') }))).toEqual(first);
      await draft.close();
    });

    it('deletes everything of a draft that is given up, the claim too', async () => {
      const draft = await uploaded(ctx, await rig.draft());

      await draft.discard(ctx);
      await draft.close();

      expect(await rig.keys()).toEqual([]);
    });

    it('deletes nothing of a backup that is committed', async () => {
      const draft = await uploaded(ctx, await rig.draft());
      await draft.commit(ctx, commitFacts());
      const before = await snapshot(ctx, rig.objects);

      await draft.discard(ctx);
      await draft.close();

      expect(await snapshot(ctx, rig.objects)).toEqual(before);
    });
  });
}
