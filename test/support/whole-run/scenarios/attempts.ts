import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import { problemsOfResult } from '../../result-schema.ts';
import { Runner } from '../runner.ts';
import { backupFolders, committedBackups, objectsIn, readBackup } from '../stored-backup.ts';
import { failAt, onceAt } from '../steps.ts';
import type { World } from '../world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'] };
const BACKUP = 'nightly-20261121021700';

/** The Pods of one Job, one after the other, and what is told when telling is hard. */
export function describeAttempts(world: () => World): void {
  describe('a run that is over', () => {
    it.each([
      ['Completed', SMALL, 0],
      ['PartiallyFailed', { ...SMALL, includedNamespaces: ['shop', 'shopp'] }, 80],
      ['Failed', { ...SMALL, includedNamespaces: ['shop-*-none'] }, 78],
    ])(
      '(%s) repeats its exit code when its Job starts another Pod, and nothing is written',
      async (phase, policy, code) => {
        using runner = await Runner.open(world(), { policy });
        const job = await runner.job();
        await runner.run(job);
        const [stored, record] = [objectsIn(runner.place), await runner.record(job)];
        const seen = (await world().requests()).length;

        const again = await runner.run(job);

        const made = (await world().requests()).slice(seen);
        expect(again.exitCode).toBe(code);
        expect(again.status).toMatchObject({ phase, exitCode: code, attempt: 1 });
        expect(again.terminationMessage).toContain(`phase=${phase}`);
        expect(objectsIn(runner.place)).toEqual(stored);
        expect(await runner.record(job)).toEqual(record);
        // The Lease is taken for the look at the record and given back.
        expect(made.filter((it) => isMutation(it) && !it.path.includes('/leases'))).toEqual([
          expect.objectContaining({ method: 'POST', path: expect.stringMatching(/configmaps$/), status: 409 }),
        ]);
      },
    );
  });

  describe('a try that ends in a way that may pass', () => {
    it('row 39: leaves the run open, and the Job’s next Pod makes the one good backup, under the same name', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();

      const first = await runner.run(job, { reached: failAt('uploaded') });
      const between = await runner.result(job);
      const second = await runner.run(job, { at: new Date('2026-11-21T02:25:00Z') });

      expect(first.exitCode).toBe(75);
      expect(between).toMatchObject({ phase: 'InProgress', terminal: false });
      expect(between.exitCode).toBeUndefined();
      expect(first.terminationMessage).toContain('exitCode=75');
      expect(second.exitCode).toBe(0);
      expect(committedBackups(runner.place)).toEqual([BACKUP]);
      await readBackup(runner.place, BACKUP);
      const result = await runner.result(job);
      expect(result).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0, attempt: 2 });
      expect(result.attempts).toEqual([
        {
          attempt: 1,
          pod: `${job.name}-1`,
          startedAt: expect.stringMatching(/^2026-11-21T02:17/),
          endedAt: expect.stringMatching(/^2026-11-21T02:17/),
          exitCode: 75,
          reason: 'storage-unavailable',
          message: 'Cannot reach the store: it was unplugged',
          step: 'uploaded',
        },
      ]);
      expect(problemsOfResult((await runner.record(job)).data['result.json'] ?? '')).toEqual([]);
    });

    it('row 39: leaves nothing stored behind, and no verdict and pointer of an open run', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });

      await runner.run(await runner.job(), { reached: failAt('verified') });

      expect(backupFolders(runner.place)).toEqual([]);
      expect(objectsIn(runner.place)).toEqual({});
      expect(await world().api.find(runner.configMap('lifeboat-latest-nightly'))).toBeUndefined();
    });

    it('row 39: that failed after the commit is no failure: the next Pod finds the backup and says so', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();

      const first = await runner.run(job, { reached: failAt('committed') });
      const stored = objectsIn(runner.place, 'backups');
      const second = await runner.run(job);

      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(objectsIn(runner.place, 'backups')).toEqual(stored);
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true, attempt: 1 });
    });

    it('row 65: because the stored archive is not what was sent: no commit, and the damaged objects are gone', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();
      const archive = join(runner.place.directory, 'backups', BACKUP, `${BACKUP}.tar.gz`);
      const flipBit = () => {
        const bytes = readFileSync(archive);
        bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
        writeFileSync(archive, bytes);
      };

      const first = await runner.run(job, { reached: onceAt('uploaded', flipBit) });
      const left = objectsIn(runner.place);
      const second = await runner.run(job);

      expect([first.exitCode, second.exitCode]).toEqual([75, 0]);
      expect(left).toEqual({});
      expect((await runner.result(job)).attempts).toMatchObject([{ exitCode: 75, reason: 'storage-unavailable' }]);
      await readBackup(runner.place, BACKUP);
    });

    it('row 36: by an error that nobody foresaw exits with 1, never 0, and the result says no more than its name', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();

      const { exitCode, stderr } = await runner.run(job, {
        reached: failAt('sealed', new TypeError('x is undefined')),
      });

      expect(exitCode).toBe(1);
      const { attempts, terminal } = await runner.result(job);
      expect(terminal).toBe(false);
      expect(attempts).toMatchObject([{ exitCode: 1, reason: 'bug', message: expect.stringContaining('TypeError') }]);
      expect(JSON.stringify(attempts)).not.toContain('x is undefined');
      expect(stderr).toContain('x is undefined');
      expect(backupFolders(runner.place)).toEqual([]);
    });
  });

  describe('a run that passes its own deadline', () => {
    it('ends with 124 for good, tells so, and leaves nothing stored', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, timeout: '77s' } });
      const job = await runner.job();

      const { exitCode, terminationMessage } = await runner.run(job, { instant: [77_000] });

      expect(exitCode).toBe(124);
      expect(await runner.result(job)).toMatchObject({ phase: 'Failed', terminal: true, reason: 'deadline-exceeded' });
      expect(terminationMessage).toContain('reason=deadline-exceeded');
      expect(backupFolders(runner.place)).toEqual([]);
    });
  });

  describe('telling the outcome', () => {
    it('row 46: with the right to patch ConfigMaps gone, the backup stands and message, status and log carry it', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();

      const outcome = await runner.run(job, { reached: onceAt('committed', () => runner.user.revoke()) });

      expect(outcome.exitCode).toBe(0);
      expect(committedBackups(runner.place)).toEqual([BACKUP]);
      expect(outcome.status).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0 });
      expect(outcome.status.warnings).toContainEqual({
        code: 'report-failed',
        message: expect.stringContaining('result ConfigMap'),
      });
      expect(outcome.terminationMessage).toContain('phase=Completed');
      expect(outcome.log).toContainEqual(expect.objectContaining({ sink: 'result ConfigMap' }));
    });

    it('row 47: a status directory that is not there is a warning, and the run goes on', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();

      const { exitCode, log } = await runner.run(job, { env: { LIFEBOAT_STATUS_DIR: join(runner.folder, 'nowhere') } });

      expect(exitCode).toBe(0);
      expect(log.filter(({ sink }) => sink === 'status file')).toHaveLength(1);
      const { warnings, phase } = await runner.result(job);
      expect(phase).toBe('Completed');
      expect(warnings.filter(({ code }) => code === 'report-failed')).toHaveLength(1);
    });

    it('row 47: a status file that is a symbolic link is not followed', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const directory = join(runner.folder, 'status');
      mkdirSync(directory);
      symlinkSync(join(runner.folder, 'elsewhere'), join(directory, 'status.json'));

      const job = await runner.job();

      const { exitCode } = await runner.run(job, { env: { LIFEBOAT_STATUS_DIR: directory } });

      expect(exitCode).toBe(0);
      expect(lstatSync(join(directory, 'status.json')).isSymbolicLink()).toBe(true);
      expect((await runner.result(job)).warnings).toContainEqual({
        code: 'report-failed',
        message: expect.stringContaining('symbolic link'),
      });
      expect(() => rmSync(join(runner.folder, 'elsewhere'))).toThrow('ENOENT');
    });

    it('row 52: a result ConfigMap that somebody pruned while the run worked is there again at its end', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();
      const prune = async () => {
        const { metadata } = await runner.record(job);
        await world().api.delete(runner.configMap(metadata.name ?? ''));
      };

      const { exitCode } = await runner.run(job, { reached: onceAt('uploaded', prune) });

      expect(exitCode).toBe(0);
      expect(await runner.record(job)).toMatchObject({ immutable: true });
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true });
    });

    it('row 45: too many errors for a ConfigMap leave counts and the first fifty there, and all of them in the archive', async () => {
      const many = Array.from({ length: 4_000 }, (_, index) => `there-is-no-namespace-of-this-long-name-${index}`);
      using runner = await Runner.open(world(), { policy: { ...SMALL, includedNamespaces: ['shop', ...many] } });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      const { data } = await runner.record(job);
      const result = await runner.result(job);
      expect(exitCode).toBe(80);
      expect(Buffer.byteLength(data['result.json'] ?? '')).toBeLessThanOrEqual(256 * 1024);
      expect({ errors: result.errors.length, count: result.errorCount, truncated: result.truncated }).toEqual({
        errors: 50,
        count: 4_000,
        truncated: true,
      });
      const { side } = await readBackup(runner.place, BACKUP);
      for (const name of [many[0], many.at(-1)]) expect(side('results')).toContain(name);
    });
  });

  describe('a try that is told to stop', () => {
    it('row 31: before the commit leaves no backup, exits with 143, and leaves the run to the next Pod', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();
      const told = new AbortController();

      const first = await runner.run(job, {
        signal: told.signal,
        reached: onceAt('verified', () => told.abort(new RunError('terminated', 'Stopped by SIGTERM'))),
      });
      const between = await runner.result(job);
      const second = await runner.run(job);

      expect([first.exitCode, second.exitCode]).toEqual([143, 0]);
      expect(between).toMatchObject({
        phase: 'InProgress',
        terminal: false,
        attempts: [{ exitCode: 143, step: 'verified' }],
      });
      expect(committedBackups(runner.place)).toEqual([BACKUP]);
    });
  });
}

function isMutation({ method }: { readonly method: string }): boolean {
  return method !== 'GET';
}
