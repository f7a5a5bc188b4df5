import { describe, expect, it } from 'vitest';
import type { BackupStore } from '../../../../src/archive/backup-store.ts';
import { proofOf } from '../../../../src/domain/verify/proof.ts';
import { verifyBackup } from '../../../../src/run/verify/verify-backup.ts';
import { aBackup } from '../../../support/builders.ts';
import { aContext } from '../../../support/context.ts';

const ctx = aContext();

/** A store whose backups are all proven; each follows another, by name. */
function storeOf(chain: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const backups: Pick<BackupStore, 'find' | 'examine' | 'examineLink'> = {
    find: async (_, name) => aBackup({ name }),
    examine: async () => proofOf({ items: 1, isComplete: true, damage: [], doubts: [] }),
    examineLink: async (_, name) => {
      asked.push(name);
      return { previous: chain[name], damage: [], doubts: [`saw ${name}`] };
    },
  };
  return { asked, backups: backups as BackupStore };
}

describe('verifyBackup', () => {
  it('follows the chain as far as is wanted', async () => {
    const { backups, asked } = storeOf({ c: 'b', b: 'a' });

    await verifyBackup(ctx, backups, aBackup({ name: 'c' }), 'none');
    expect(asked.splice(0)).toEqual([]);
    await verifyBackup(ctx, backups, aBackup({ name: 'c' }), 'one');
    expect(asked.splice(0)).toEqual(['c']);
    const { outcome, doubts } = await verifyBackup(ctx, backups, aBackup({ name: 'c' }), 'whole');
    expect(asked).toEqual(['c', 'b', 'a']);
    expect([outcome, doubts.length]).toEqual(['proven', 3]);
  });

  it('goes on behind a backup that is gone, at the newest good one that is left', async () => {
    const day = (n: number) => ({ startedAt: new Date(Date.UTC(2026, 10, n)) });
    const history = [
      aBackup({ name: 'p-7', ...day(7) }),
      aBackup({ name: 'p-6', ...day(6) }),
      aBackup({ name: 'p-4', ...day(4), phase: 'Failed' }),
      aBackup({ name: 'p-3', ...day(3) }),
      aBackup({ name: 'p-2', ...day(2) }),
    ];
    const { backups, asked } = storeOf({ 'p-7': 'p-6', 'p-3': 'p-2' });
    const listed = {
      ...backups,
      list: async () => ({ backups: history, uncommitted: [], unreadable: [] }),
      examineLink: async (_: unknown, name: string) => ({
        ...(await backups.examineLink(ctx, name)),
        ...(name === 'p-6' && { gone: 'p-5' }),
      }),
    } as unknown as BackupStore;

    const { outcome } = await verifyBackup(ctx, listed, history[0]!, 'whole');

    expect([outcome, asked]).toEqual(['proven', ['p-7', 'p-6', 'p-3', 'p-2']]);
  });

  it('does not go round in a forged circle', async () => {
    const { backups, asked } = storeOf({ b: 'a', a: 'b' });

    await verifyBackup(ctx, backups, aBackup({ name: 'b' }), 'whole');

    expect(asked).toEqual(['b', 'a']);
  });

  it('relies on nothing in a phase that promises no archive', async () => {
    const { backups } = storeOf({});

    expect(await verifyBackup(ctx, backups, aBackup({ phase: 'Failed' }), 'none')).toMatchObject({
      outcome: 'damaged',
      damage: [{ message: 'It is Failed: there is nothing in it to rely on' }],
    });
  });

  it('does not call a backup damaged that was deleted while it was read', async () => {
    const damage = [{ part: 'archive', message: 'It is not there' }] as const;
    const examine = async () => proofOf({ items: 0, isComplete: false, damage, doubts: [] });
    const { backups } = storeOf({});
    const isThere = { ...backups, examine } as BackupStore;
    const isGone = { ...isThere, find: async () => undefined } as unknown as BackupStore;

    const damaged = await verifyBackup(ctx, isThere, aBackup(), 'none');
    const gone = await verifyBackup(ctx, isGone, aBackup(), 'none');

    expect(damaged).toMatchObject({ outcome: 'damaged', damage });
    expect(gone).toMatchObject({ outcome: 'sound', damage: [], doubts: ['It was deleted while it was read'] });
  });
});
