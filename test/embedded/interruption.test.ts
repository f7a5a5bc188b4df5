import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailpointAction } from '../support/failpoint/failpoint.ts';
import { type ProcessEnd, startRun } from '../support/failpoint/run-process.ts';
import { type MemoryWorld, openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { before, judgeOutcome, recordedResult, strayObjects } from '../support/whole-run/outcome-oracle.ts';
import { type RunJob, Runner } from '../support/whole-run/runner.ts';
import { backupFolders, committedBackups, objectsIn, readBackup } from '../support/whole-run/stored-backup.ts';
import type { Place } from '../support/whole-run/world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps', 'secrets'] };
const BACKUP = 'nightly-20261121021700';
const YESTERDAY = new Date('2026-11-20T02:17:00Z');

/** Every named step of a run, in its order. */
const BEFORE_COMMIT =
  'started locked claimed discovered listing page:1 batch:configmaps collected gzip-ending sealed archive-stored uploaded verified committing marker-putting'.split(
    ' ',
  );
const AFTER_COMMIT = ['marker-stored', 'committed', 'publishing', 'published'];
const STEPS = [...BEFORE_COMMIT, ...AFTER_COMMIT];

let world: MemoryWorld;
let compileCache: string;
/** Where yesterday's backup lies, to be copied into every test's location. */
let yesterday: Place;

beforeAll(async () => {
  world = await openMemoryWorld();
  compileCache = mkdtempSync(join(tmpdir(), 'lifeboat-compile-cache-'));
  using runner = await Runner.open(world, { policy: SMALL });
  await runner.run(await runner.job({ due: YESTERDAY }), { at: YESTERDAY });
  yesterday = runner.place;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  rmSync(compileCache, { recursive: true, force: true });
});

/** A runner whose location holds a backup of yesterday, which nothing may harm. */
async function openRunner(): Promise<{ runner: Runner; job: RunJob }> {
  const runner = await Runner.open(world, { policy: SMALL });
  cpSync(yesterday.directory, runner.place.directory, { recursive: true });
  return { runner, job: await runner.job() };
}

/** One Pod of a Job, as a process. */
function startPod(runner: Runner, job: RunJob, options: Partial<Parameters<typeof startRun>[0]> = {}) {
  const env = { ...runner.podEnv(job), TMPDIR: runner.folder, NODE_COMPILE_CACHE: compileCache };
  return startRun({ args: ['run', 'nightly'], ...options, env });
}

async function runPod(runner: Runner, job: RunJob, step: string, action: FailpointAction): Promise<ProcessEnd> {
  return startPod(runner, job, { failpoint: `${step}:${action}` }).ended;
}

/** Who holds the policy's Lease; empty for nobody. */
async function holderOf(runner: Runner): Promise<string> {
  const lease = await world.api.find(runner.lease);
  return (lease?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity ?? '';
}

/** What a process leaves in its Pod's scratch space. */
function scratchOf(runner: Runner): string[] {
  return readdirSync(runner.folder).filter((name) => name.startsWith('lifeboat-'));
}

describe('a run that is not interrupted', () => {
  it('passes the steps at which the others are', async () => {
    const { runner, job } = await openRunner();

    const { exitCode, steps } = await startPod(runner, job).ended;

    const passed = new Set(steps.map((step) => (step === 'batch:secrets' ? 'batch:configmaps' : step)));
    expect(exitCode).toBe(0);
    expect([...passed].toSorted()).toEqual(STEPS.toSorted());
    expect(scratchOf(runner)).toEqual([]);
    runner[Symbol.dispose]();
  });
});

describe('SIGTERM', () => {
  it.concurrent.each(BEFORE_COMMIT)(
    'row 31: at %s ends the run with 143 and no backup, says so, and leaves nothing stored',
    async (step) => {
      const { runner, job } = await openRunner();
      const was = before(runner);

      const { exitCode, steps, stderr } = await runPod(runner, job, step, 'term');

      expect(exitCode, stderr).toBe(143);
      expect(steps.slice(steps.indexOf(step))).not.toContain('marker-stored');
      expect(objectsIn(runner.place)).toEqual(was.objects);
      expect(scratchOf(runner)).toEqual([]);
      const { terminationMessage, status } = runner.left(stderr);
      expect(terminationMessage).toContain('exitCode=143');
      const ended = { phase: 'InProgress', terminal: false, attempts: [{ exitCode: 143, reason: 'terminated' }] };
      expect(status).toMatchObject(ended);
      expect(await recordedResult(runner, job)).toMatchObject(ended);
      expect(await holderOf(runner)).toBe('');
      runner[Symbol.dispose]();
    },
  );

  it.concurrent.each(AFTER_COMMIT)('row 31: at %s comes too late to be anything but a good run', async (step) => {
    const { runner, job } = await openRunner();
    const was = before(runner);

    const { exitCode, stderr } = await runPod(runner, job, step, 'term');

    expect(exitCode, stderr).toBe(0);
    expect(await judgeOutcome(runner, job, BACKUP, was)).toBe('backup');
    expect(strayObjects(runner, was, BACKUP)).toEqual([]);
    expect(await recordedResult(runner, job)).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0 });
    expect(runner.left(stderr).status).toMatchObject({ phase: 'Completed', terminal: true });
    runner[Symbol.dispose]();
  });

  it('row 31: leaves the run to the Job’s next Pod, which makes one good backup', async () => {
    const { runner, job } = await openRunner();
    const was = before(runner);
    await runPod(runner, job, 'archive-stored', 'term');

    const { exitCode } = await runner.run(job);

    expect(exitCode).toBe(0);
    expect(strayObjects(runner, was, BACKUP)).toEqual([]);
    expect(await recordedResult(runner, job)).toMatchObject({ attempt: 2, attempts: [{ attempt: 1, exitCode: 143 }] });
    runner[Symbol.dispose]();
  });

  it('row 32: a second time ends the process at once', async () => {
    const { runner, job } = await openRunner();
    const pod = startPod(runner, job, { failpoint: 'verified:hang' });
    await pod.reached('verified');
    pod.child.kill('SIGTERM');

    pod.child.kill('SIGTERM');
    // Should both have been one to the process, a further one is its second.
    const again = setInterval(() => pod.child.kill('SIGTERM'), 50);
    const { exitCode, steps } = await pod.ended;
    clearInterval(again);

    expect(exitCode).toBe(143);
    expect(steps.at(-1)).toBe('verified');
    expect(committedBackups(runner.place)).not.toContain(BACKUP);
    runner[Symbol.dispose]();
  });
});

describe('SIGKILL', () => {
  it.concurrent.each(STEPS)('row 33: at %s leaves what the Job’s next Pod makes one good backup of', async (step) => {
    const { runner, job } = await openRunner();
    const was = before(runner);

    const { signal } = await runPod(runner, job, step, 'kill');
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
    const isRecorded = !['started', 'locked'].includes(step) && step !== 'published';
    expect(result?.attempts).toMatchObject(isRecorded ? [{ attempt: 1, reason: 'run-aborted' }] : []);
    expect(await holderOf(runner)).toBe('');
    runner[Symbol.dispose]();
  });

  it.concurrent.each(['claimed', 'collected', 'archive-stored', 'verified', 'marker-putting'])(
    'row 33: at %s leaves what the policy’s next run cleans, and the record of the dead run is closed',
    async (step) => {
      const { runner, job } = await openRunner();
      await runPod(runner, job, step, 'kill');
      await world.api.delete(`/apis/batch/v1/namespaces/${runner.namespace}/jobs/${job.name}`);
      const next = await runner.job({ due: new Date('2026-11-22T02:17:00Z') });

      const { exitCode } = await runner.run(next, { at: new Date('2026-11-22T02:17:01Z') });

      expect(exitCode).toBe(0);
      expect(backupFolders(runner.place)).toEqual(['nightly-20261120021700', 'nightly-20261122021700']);
      await readBackup(runner.place, 'nightly-20261122021700');
      expect(await recordedResult(runner, job)).toMatchObject({
        phase: 'Failed',
        terminal: true,
        reason: 'run-aborted',
      });
      runner[Symbol.dispose]();
    },
  );

  it('row 33: after the commit leaves a backup that the policy’s next run counts', async () => {
    const { runner, job } = await openRunner();
    await runPod(runner, job, 'marker-stored', 'kill');
    const stored = objectsIn(runner.place, 'backups');
    const next = await runner.job({ due: new Date('2026-11-22T02:17:00Z') });

    const { exitCode } = await runner.run(next, { at: new Date('2026-11-22T02:17:01Z') });

    expect(exitCode).toBe(0);
    expect(objectsIn(runner.place, 'backups')).toMatchObject(stored);
    const { verdicts } = await runner.result(next);
    expect(verdicts?.map(({ backup }) => backup)).toContain(BACKUP);
    runner[Symbol.dispose]();
  });
});

describe('SIGKILL at any moment', () => {
  const seed = Number(process.env['LIFEBOAT_TEST_SEED'] ?? 20_261_121);
  const moments = Array.from({ length: 30 }, (_, index) => ({ index, share: fraction(seed + index) }));
  let lengthMs: number;

  beforeAll(async () => {
    const { runner, job } = await openRunner();
    const pod = startPod(runner, job);
    await pod.reached('started');
    const startedMs = performance.now();
    await pod.ended;
    lengthMs = performance.now() - startedMs;
    runner[Symbol.dispose]();
  });

  it.concurrent.each(moments)(
    `rows 33, 48: ($index, seed ${seed}) leaves no backup or a whole one, whole status files, and one good backup after the next Pod`,
    async ({ share }) => {
      const { runner, job } = await openRunner();
      const was = before(runner);
      const pod = startPod(runner, job);
      await pod.reached('started');
      const timer = setTimeout(() => pod.child.kill('SIGKILL'), share * lengthMs);
      await pod.ended;
      clearTimeout(timer);

      await judgeOutcome(runner, job, BACKUP, was);
      const next = await runner.run(job);

      expect(next.exitCode).toBe(0);
      expect(await judgeOutcome(runner, job, BACKUP, was)).toBe('backup');
      expect(strayObjects(runner, was, BACKUP)).toEqual([]);
      expect(await recordedResult(runner, job)).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0 });
      runner[Symbol.dispose]();
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
      const { runner, job } = await openRunner();
      const was = before(runner);

      const { exitCode, stderr } = await runPod(runner, job, step, how);

      expect(exitCode, stderr).toBe(1);
      expect(objectsIn(runner.place)).toEqual(was.objects);
      expect(await recordedResult(runner, job)).toMatchObject({
        phase: 'InProgress',
        terminal: false,
        attempts: [{ exitCode: 1, reason: 'bug', message: expect.stringContaining('TypeError') }],
      });
      expect(stderr).toContain('by a failpoint');
      runner[Symbol.dispose]();
    },
  );
});

describe('a reader that went away', () => {
  it('row 51: does not keep the run from making its backup', async () => {
    const { runner, job } = await openRunner();

    const { exitCode } = await startPod(runner, job, { isDeaf: true }).ended;

    expect(exitCode).toBe(0);
    await readBackup(runner.place, BACKUP);
    runner[Symbol.dispose]();
  });
});

/** A fraction between 0 and 1 that a number decides (mulberry32). */
function fraction(seed: number): number {
  let state = (seed + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
