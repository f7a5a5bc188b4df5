import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClusterWorld } from '../support/whole-run/cluster-world.ts';
import { BACKUP, InterruptionBench } from '../support/whole-run/interruption-bench.ts';
import { openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { before, judgeOutcome, recordedResult, strayObjects } from '../support/whole-run/outcome-oracle.ts';
import { objectsIn } from '../support/whole-run/stored-backup.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const AS_ROOT = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];

describe('a run on a real control plane, into a real S3 gateway,', () => {
  let bench: InterruptionBench;
  beforeAll(async () => {
    bench = await InterruptionBench.open(await openClusterWorld('s3'));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it.each([
    ['claimed', 'no backup'],
    ['collected', 'no backup'],
    ['archive-stored', 'no backup'],
    ['marker-putting', 'no backup'],
    ['marker-stored', 'backup'],
    ['publishing', 'backup'],
  ])('row 33: killed at %s leaves %s, and the Job’s next Pod one good backup', async (step, verdict) => {
    using subject = await bench.subject();
    const { runner, job } = subject;
    const was = before(runner);

    const { signal } = await subject.end(step, 'kill');
    const left = await judgeOutcome(runner, job, BACKUP, was);
    const next = await runner.run(job);

    expect({ signal, left }).toEqual({ signal: 'SIGKILL', left: verdict });
    expect(next.exitCode).toBe(0);
    expect(await judgeOutcome(runner, job, BACKUP, was)).toBe('backup');
    expect(strayObjects(runner, was, BACKUP)).toEqual([]);
    expect(await recordedResult(runner, job)).toMatchObject({
      phase: 'Completed',
      attempts: [{ reason: 'run-aborted' }],
    });
    expect(await subject.holder()).toBe('');
  });

  it.each(['claimed', 'archive-stored', 'marker-putting'])(
    'row 31: told to stop at %s leaves nothing stored',
    async (step) => {
      using subject = await bench.subject();
      const { runner, job } = subject;
      const was = before(runner);

      const { exitCode, stderr } = await subject.end(step, 'term');

      expect(exitCode, stderr).toBe(143);
      expect(objectsIn(runner.place)).toEqual(was.objects);
      expect(await recordedResult(runner, job)).toMatchObject({ terminal: false, attempts: [{ exitCode: 143 }] });
      expect(await subject.holder()).toBe('');
    },
  );
});

describe('a run that is the first process of its PID namespace, as in a container,', () => {
  it('row 34: hears SIGTERM, which the kernel spares such a process unless it listens, and ends with 143', async () => {
    const world = await openMemoryWorld();
    await using bench = await InterruptionBench.open(world);
    using subject = await bench.subject();
    const { runner, job } = subject;
    const hang = world.faults.add({ path: '/namespaces/shop/secrets', action: { kind: 'hang' } });
    const command = ['--pid', '--fork', '--kill-child', ...AS_ROOT, process.execPath, MAIN, 'run', 'nightly'];
    const unshare = spawn('unshare', command, {
      env: { PATH: process.env['PATH'], ...subject.env() },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(unshare, 'exit');
    await hang.reached;

    process.kill(await onlyChildOf(unshare.pid ?? 0), 'SIGTERM');

    expect(await ended).toEqual([143, null]);
    expect(await recordedResult(runner, job)).toMatchObject({ terminal: false, attempts: [{ exitCode: 143 }] });
    expect(await subject.holder()).toBe('');
  });
});

/** The process that `unshare` has forked. */
async function onlyChildOf(pid: number): Promise<number> {
  for (;;) {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    if (child !== undefined && child !== '') return Number(child);
    await nextTurn();
  }
}
