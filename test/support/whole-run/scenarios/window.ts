import { describe, expect, it } from 'vitest';
import { DUE, Runner } from '../runner.ts';
import { backupFolders, committedBackups } from '../stored-backup.ts';
import { failAt } from '../steps.ts';
import type { World } from '../world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'] };
const NIGHT = { start: '22:00', end: '04:00' };
const HOUR_MS = 3_600_000;

/** Runs that are due while the window of their policy is open, and while it is not. */
export function describeWindow(world: () => World): void {
  describe('a policy with a window', () => {
    it('is served by a run that is due within it, however late the Pod starts', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, window: NIGHT } });
      const job = await runner.job();

      const { exitCode } = await runner.run(job, { at: new Date(DUE.getTime() + 5 * HOUR_MS) });

      expect(exitCode).toBe(0);
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed' });
    });

    it('skips a run that is due outside of it: exit code 0, no backup, and the pointer stays', async () => {
      const policy = { ...SMALL, window: NIGHT, timeZone: 'America/New_York' };
      using runner = await Runner.open(world(), { policy });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(0);
      const result = await runner.result(job);
      expect(result).toMatchObject({
        phase: 'Skipped',
        terminal: true,
        reason: 'outside-window',
        message: expect.stringContaining('21:17 (America/New_York)') as unknown,
        hint: expect.stringContaining('--force') as unknown,
        errorCount: 0,
        warningCount: 0,
      });
      expect(result.backup).toBeUndefined();
      expect(backupFolders(runner.place)).toEqual([]);
      expect(await world().api.find(runner.configMap('lifeboat-latest-nightly'))).toBeUndefined();
    });

    it.each([
      ['a flag', { args: ['--force'] }],
      ['a variable', { env: { LIFEBOAT_FORCE: 'true' } }],
    ])('makes the backup all the same when it is told to by %s, and it counts as any other', async (_, said) => {
      const policy = { ...SMALL, window: NIGHT, timeZone: 'America/New_York' };
      using runner = await Runner.open(world(), { policy });
      const job = await runner.job();

      const { exitCode } = await runner.run(job, said);

      expect(exitCode).toBe(0);
      const result = await runner.result(job);
      expect(result).toMatchObject({ phase: 'Completed', backup: { committed: true } });
      expect(result.overrides ?? []).toEqual([]);
      const { metadata } = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(metadata.labels).toMatchObject({ 'lifeboat.dev/phase': 'Completed' });
    });

    it('judges a run that somebody started by when it begins', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, window: NIGHT } });
      const [within, outside] = [await runner.job({ by: 'hand' }), await runner.job({ by: 'hand' })];
      const done = await runner.run(within, { at: new Date('2026-11-21T03:59:00Z') });

      const skipped = await runner.run(outside, { at: new Date('2026-11-21T04:00:00Z') });

      expect([done.exitCode, skipped.exitCode]).toEqual([0, 0]);
      expect(await runner.result(within)).toMatchObject({ phase: 'Completed' });
      expect(await runner.result(outside)).toMatchObject({ phase: 'Skipped', reason: 'outside-window' });
      expect(committedBackups(runner.place)).toHaveLength(1);
    });

    it('judges it by the API server’s clock where that of the node is off', async () => {
      const soon = [2, 4].map((hours) => new Date(Date.now() + hours * HOUR_MS));
      const [start, end] = soon.map((time) => time.toISOString().slice(11, 16));
      using runner = await Runner.open(world(), { policy: { ...SMALL, window: { start, end } } });
      const job = await runner.job({ by: 'hand' });
      const at = new Date(Date.now() + 3 * HOUR_MS);

      const { exitCode } = await runner.run(job, { at, timings: { clockToleranceMs: 5_000 } });

      expect(exitCode).toBe(0);
      expect(await runner.result(job)).toMatchObject({ phase: 'Skipped', reason: 'outside-window' });
    });

    it('judges every Pod of such a run by when the first one began', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, window: NIGHT } });
      const job = await runner.job({ by: 'hand' });
      const breaks = failAt('collected', new Error('it breaks'));
      await runner.run(job, { at: new Date('2026-11-21T03:59:00Z'), reached: breaks });

      const { exitCode } = await runner.run(job, { at: new Date('2026-11-21T04:01:00Z') });

      expect(exitCode).toBe(0);
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed', attempt: 2, backup: { committed: true } });
    });
  });
}
