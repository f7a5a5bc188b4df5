import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsOfResult } from '../../result-schema.ts';
import { Runner } from '../runner.ts';
import type { World } from '../world.ts';

const CHECK = `apiVersion: lifeboat.dev/v1alpha1
kind: VerifyPolicy
metadata: {name: check}
spec: {storageLocation: main, which: All}
`;

/** Runs of a VerifyPolicy: what is proven, what is damaged, and how the Job learns of it. */
export function describeVerify(world: () => World): void {
  describe('a verification as a Job', () => {
    it('proves what is as it was, and exits with 65 where something is not, having looked at all', async () => {
      using runner = await Runner.open(world(), {
        policy: { includedNamespaces: ['shop'], includedResources: ['configmaps'] },
      });
      runner.mount({ ...runner.policies({ includedNamespaces: ['shop'] }), 'check.yaml': CHECK });
      for (const day of ['20', '21']) await backUpOn(runner, day);

      const good = await verify(runner);
      const path = join(runner.place.directory, 'backups', 'nightly-20261120021700', 'nightly-20261120021700.tar.gz');
      writeFileSync(path, readFileSync(path).subarray(0, -20));
      const bad = await verify(runner);

      expect(good.exitCode).toBe(0);
      expect(good.result).toMatchObject({
        action: 'verify',
        phase: 'Completed',
        verification: { total: 2, proven: 2, sound: 0, damaged: 0 },
      });
      expect(bad.exitCode).toBe(65);
      expect(bad.result).toMatchObject({
        phase: 'Failed',
        terminal: true,
        reason: 'archive-unreadable',
        errorCount: 1,
        errors: [{ code: 'backup-damaged', message: expect.stringContaining('it is cut short') }],
        verification: {
          proven: 1,
          damaged: 1,
          backups: [{ name: 'nightly-20261120021700', outcome: 'damaged' }, { name: 'nightly-20261121021700' }],
        },
      });
      for (const { result } of [good, bad]) expect(problemsOfResult(JSON.stringify(result))).toEqual([]);
      const { metadata } = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(metadata.labels).toMatchObject({ 'lifeboat.dev/action': 'backup' });
    });

    it('is no success where there is nothing to verify: 66', async () => {
      using runner = await Runner.open(world());
      runner.mount({ ...runner.policies(), 'check.yaml': CHECK });

      expect(await verify(runner)).toMatchObject({ exitCode: 66, result: { reason: 'backup-not-found' } });
    });
  });
}

async function backUpOn(runner: Runner, day: string): Promise<void> {
  const job = await runner.job({ due: new Date(`2026-11-${day}T02:17:00Z`) });
  await runner.run(job, { at: new Date(`2026-11-${day}T02:17:01Z`) });
}

async function verify(runner: Runner) {
  const job = await runner.job();
  const { exitCode } = await runner.run(job, { policy: 'check' });
  return { exitCode, result: await runner.result(job) };
}
