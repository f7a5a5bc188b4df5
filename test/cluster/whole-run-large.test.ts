import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltProgram, buildProgram } from '../support/failpoint/build-program.ts';
import { makeMemoryCgroup } from '../support/memory-cgroup.ts';
import { type MemoryWorld, openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { Runner } from '../support/whole-run/runner.ts';
import { readBackup } from '../support/whole-run/stored-backup.ts';

const MIB = 1024 * 1024;

/** The server is in memory: a real one would need minutes for these objects, and it is the run that is measured. */
describe('the built program on a large cluster', { timeout: 300_000 }, () => {
  let world: MemoryWorld;
  let program: BuiltProgram;
  beforeAll(async () => {
    world = await openMemoryWorld();
    program = await buildProgram();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    program[Symbol.dispose]();
  });

  it('row 24: keeps within 256 MiB with 100 000 objects', async () => {
    seedSecrets('many', 100_000, 512);

    const { exitCode, items, peakBytes } = await backUp('many');

    expect({ exitCode, items }).toEqual({ exitCode: 0, items: 100_000 });
    expect(peakBytes).toBeLessThanOrEqual(256 * MIB);
  });

  it('row 21: keeps within 256 MiB with 150 objects of 1 MiB', async () => {
    seedSecrets('huge', 150, MIB);

    const { exitCode, items, peakBytes } = await backUp('huge');

    expect({ exitCode, items }).toEqual({ exitCode: 0, items: 150 });
    expect(peakBytes).toBeLessThanOrEqual(256 * MIB);
  });

  function seedSecrets(namespace: string, count: number, bytes: number): void {
    const blob = randomBytes(bytes).toString('base64').slice(0, bytes);
    const objects = Array.from({ length: count }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `object-${index}`, namespace },
      data: { blob },
    }));
    world.server.seed(objects);
  }

  /**
   * Backs a namespace up, in a control group of 256 MiB where one can be made. The peak is what the kernel has counted
   * as resident when the run gives its Lease back.
   */
  async function backUp(namespace: string) {
    using runner = await Runner.open(world, {
      policy: { includedNamespaces: [namespace], includedResources: ['secrets'] },
    });
    const job = await runner.job();
    using limited = makeMemoryCgroup(256 * MIB);
    const words = [program.file, 'run', 'nightly'];
    const [command, ...args] = limited?.wrap(process.execPath, words) ?? [process.execPath, ...words];
    const run = spawn(command, args, {
      env: { ...runner.podEnv(job), TMPDIR: runner.folder },
      stdio: 'ignore',
    });
    let peakBytes = Infinity;
    const look = () => {
      const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${run.pid}/status`, 'utf8')) ?? [];
      peakBytes = Number(peak) * 1024;
    };
    // The last renewal is the one that gives it back.
    const fault = {
      method: 'PUT',
      path: runner.lease,
      times: Infinity,
      action: { kind: 'before', run: look },
    } as const;
    const watch = world.faults.add(fault);
    const [exitCode] = (await once(run, 'exit')) as [number | null];
    watch.remove();
    const { manifest } = await readBackup(runner.place, 'nightly-20261121021700');
    return { exitCode, items: manifest.archive.items, peakBytes };
  }
});
