import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AFTER_COMMIT, BACKUP, BEFORE_COMMIT, InterruptionBench } from '../support/whole-run/interruption-bench.ts';
import { openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { before, judgeOutcome, recordedResult, strayObjects } from '../support/whole-run/outcome-oracle.ts';
import { backupFolders, committedBackups, objectsIn, readBackup } from '../support/whole-run/stored-backup.ts';

const STEPS = [...BEFORE_COMMIT, ...AFTER_COMMIT];

let bench: InterruptionBench;
beforeAll(async () => {
  bench = await InterruptionBench.open(await openMemoryWorld());
});
afterAll(() => bench[Symbol.asyncDispose]());

describe('a run that is not interrupted', () => {
  it('passes the steps at which the others are', async () => {
    using subject = await bench.subject();

    const { exitCode, steps } = await subject.start().ended;

    expect(exitCode).toBe(0);
    expect(new Set(steps.filter((step) => step !== 'batch:secrets'))).toEqual(new Set(STEPS));
    expect(subject.scratch()).toEqual([]);
  });
});

describe('SIGTERM', () => {
  it.concurrent.each(BEFORE_COMMIT)(
    'row 31: at %s ends the run with 143 and no backup, says so, and leaves nothing stored',
    async (step) => {
      using subject = await bench.subject();
      const { runner, job } = subject;
      const was = before(runner);

      const { exitCode, steps, stderr } = await subject.end(step, 'term');

      expect(exitCode, stderr).toBe(143);
      expect(steps).not.toContain('marker-stored');
      expect(objectsIn(runner.place)).toEqual(was.objects);
      expect(subject.scratch()).toEqual([]);
      const { terminationMessage, status } = runner.left(stderr);
      expect(terminationMessage).toContain('exitCode=143');
      const ended = { phase: 'InProgress', terminal: false, attempts: [{ exitCode: 143, reason: 'terminated' }] };
      expect(status).toMatchObject(ended);
      expect(await recordedResult(runner, job)).toMatchObject(ended);
      expect(await subject.holder()).toBe('');
    },
  );

  it.concurrent.each(AFTER_COMMIT)('row 31: at %s comes too late to be anything but a good run', async (step) => {
    using subject = await bench.subject();
    const { runner, job } = subject;
    const was = before(runner);

    const { exitCode, stderr } = await subject.end(step, 'term');

    expect(exitCode, stderr).toBe(0);
    expect(await judgeOutcome(runner, job, BACKUP, was)).toBe('backup');
    expect(strayObjects(runner, was, BACKUP)).toEqual([]);
    expect(await recordedResult(runner, job)).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0 });
    expect(runner.left(stderr).status).toMatchObject({ phase: 'Completed', terminal: true });
    expect(await subject.holder()).toBe('');
  });

  it('row 31: leaves the run to the Job’s next Pod, which makes one good backup', async () => {
    using subject = await bench.subject();
    const { runner, job } = subject;
    const was = before(runner);
    await subject.end('archive-stored', 'term');

    const { exitCode } = await runner.run(job);

    expect(exitCode).toBe(0);
    expect(strayObjects(runner, was, BACKUP)).toEqual([]);
    expect(await recordedResult(runner, job)).toMatchObject({ attempt: 2, attempts: [{ attempt: 1, exitCode: 143 }] });
  });

  it('row 32: a second time ends the process at once', async () => {
    using subject = await bench.subject();
    const pod = subject.start({ failpoint: 'verified:hang' });
    await pod.reached('verified');

    pod.child.kill('SIGTERM');
    // Two that come too fast are one to a process: it is told until it has heard twice.
    const again = setInterval(() => pod.child.kill('SIGTERM'), 50);
    const { exitCode, steps } = await pod.ended;
    clearInterval(again);

    expect(exitCode).toBe(143);
    expect(steps.at(-1)).toBe('verified');
    expect(committedBackups(subject.runner.place)).not.toContain(BACKUP);
  });
});

describe('SIGKILL', () => {
  it('row 33: between the two names of the commit object leaves none that the Job’s next Pod does not take away', async () => {
    using subject = await bench.subject();
    const { runner, job } = subject;
    const was = before(runner);
    await subject.end('committed', 'kill');
    // The moment after `link` and before `unlink` is too short for a failpoint.
    const temporary = join(runner.place.directory, 'backups', BACKUP, '.velero-backup.json.tmp-0123456789abcdef');
    writeFileSync(temporary, '{}');
    utimesSync(temporary, new Date('2026-11-21'), new Date('2026-11-21'));

    const { exitCode } = await runner.run(job);

    expect(exitCode).toBe(0);
    expect(strayObjects(runner, was, BACKUP)).toEqual([]);
  });

  it.concurrent.each(STEPS)('row 33: at %s leaves what the Job’s next Pod makes one good backup of', async (step) => {
    using subject = await bench.subject();
    const { runner, job } = subject;
    const was = before(runner);

    const { signal } = await subject.end(step, 'kill');
    const verdict = await judgeOutcome(runner, job, BACKUP, was);
    const stored = objectsIn(runner.place, 'backups');
    const next = await runner.run(job);

    expect(signal).toBe('SIGKILL');
    expect(verdict).toBe(AFTER_COMMIT.includes(step) ? 'backup' : 'no backup');
    expect(next.exitCode).toBe(0);
    expect(await judgeOutcome(runner, job, BACKUP, was)).toBe('backup');
    expect(strayObjects(runner, was, BACKUP)).toEqual([]);
    if (verdict === 'backup') expect(objectsIn(runner.place, 'backups')).toEqual(stored);
    const result = await recordedResult(runner, job);
    expect(result).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0 });
    const wasClaimed = !['started', 'locked', 'published'].includes(step);
    expect(result?.attempts).toMatchObject(wasClaimed ? [{ attempt: 1, reason: 'run-aborted' }] : []);
    expect(await subject.holder()).toBe('');
  });

  it.concurrent.each(['claimed', 'collected', 'archive-stored', 'verified', 'marker-putting'])(
    'row 33: at %s leaves what the policy’s next run cleans, and the record of the dead run is closed',
    async (step) => {
      using subject = await bench.subject();
      const { runner, job } = subject;
      await subject.end(step, 'kill');
      await bench.world.api.delete(`/apis/batch/v1/namespaces/${runner.namespace}/jobs/${job.name}`);

      const { exitCode } = await subject.runTomorrow();

      expect(exitCode).toBe(0);
      expect(backupFolders(runner.place)).toEqual(['nightly-20261120021700', 'nightly-20261122021700']);
      await readBackup(runner.place, 'nightly-20261122021700');
      expect(await recordedResult(runner, job)).toMatchObject({
        phase: 'Failed',
        terminal: true,
        reason: 'run-aborted',
      });
    },
  );

  it('row 33: after the commit leaves a backup that the policy’s next run counts', async () => {
    using subject = await bench.subject();
    const { runner } = subject;
    await subject.end('marker-stored', 'kill');
    const stored = objectsIn(runner.place, 'backups');

    const { exitCode, job } = await subject.runTomorrow();

    expect(exitCode).toBe(0);
    expect(objectsIn(runner.place, 'backups')).toMatchObject(stored);
    const { verdicts } = await runner.result(job);
    expect(verdicts?.map(({ backup }) => backup)).toContain(BACKUP);
  });
});

describe('SIGKILL at any moment', () => {
  const seed = Number(process.env['LIFEBOAT_TEST_SEED'] ?? 20_261_121);
  // A process that is told to die a few milliseconds after a step is anywhere between that step and later ones.
  const moments = Array.from({ length: 30 }, (_, index) => ({
    index,
    after: STEPS[Math.floor(fraction(seed + 2 * index) * STEPS.length)] ?? '',
    pauseMs: Math.floor(fraction(seed + 2 * index + 1) * 15),
  }));

  it.concurrent.each(moments)(
    `row 33, row 48: ($index, seed ${seed}: $pauseMs ms after $after) leaves no backup or a whole one, whole status files, and one good backup after the next Pod`,
    async ({ after, pauseMs }) => {
      using subject = await bench.subject();
      const { runner, job } = subject;
      const was = before(runner);
      const pod = subject.start();
      await pod.reached(after);
      const timer = setTimeout(() => pod.child.kill('SIGKILL'), pauseMs);
      await pod.ended;
      clearTimeout(timer);

      await judgeOutcome(runner, job, BACKUP, was);
      const next = await runner.run(job);

      expect(next.exitCode).toBe(0);
      expect(await judgeOutcome(runner, job, BACKUP, was)).toBe('backup');
      expect(strayObjects(runner, was, BACKUP)).toEqual([]);
      expect(await recordedResult(runner, job)).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0 });
    },
  );
});

describe('an error that nobody foresaw', () => {
  it.concurrent.each([
    ['claimed', 'throw'],
    ['archive-stored', 'throw'],
    ['batch:configmaps', 'reject'],
    ['verified', 'reject'],
  ] as const)(
    'row 36: at %s (%s) ends the process with 1, told like any other end, and nothing stays',
    async (step, how) => {
      using subject = await bench.subject();
      const { runner, job } = subject;
      const was = before(runner);

      const { exitCode, stderr } = await subject.end(step, how);

      expect(exitCode, stderr).toBe(1);
      expect(objectsIn(runner.place)).toEqual(was.objects);
      expect(await recordedResult(runner, job)).toMatchObject({
        phase: 'InProgress',
        terminal: false,
        attempts: [{ exitCode: 1, reason: 'bug', message: expect.stringContaining('TypeError') }],
      });
      expect(stderr).toContain('by a failpoint');
    },
  );
});

describe('a reader that went away', () => {
  it('row 51: does not keep the run from making its backup', async () => {
    using subject = await bench.subject();

    const { exitCode } = await subject.start({ isDeaf: true }).ended;

    expect(exitCode).toBe(0);
    await readBackup(subject.runner.place, BACKUP);
  });
});

/** A fraction between 0 and 1 that a number decides (mulberry32). */
function fraction(seed: number): number {
  let state = (seed + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
