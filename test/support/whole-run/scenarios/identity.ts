import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Runner } from '../runner.ts';
import { committedBackups, objectsIn, readBackup } from '../stored-backup.ts';
import type { Place, World } from '../world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'] };
const YESTERDAY = new Date('2026-11-20T02:17:00Z');
const REBUILT = '00000000-1111-4222-8333-444444444444';

/** Which cluster a history belongs to. */
export function describeIdentity(world: () => World): void {
  describe('a location that holds the history of a cluster of the same name and another UID', () => {
    it('is not written to: 78, nothing stored, and the hint says how to adopt', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      await runner.run(await runner.job({ due: YESTERDAY }), { at: YESTERDAY });
      pretendAnotherCluster(runner.place, 'nightly-20261120021700');
      const before = objectsIn(runner.place, 'backups');
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(78);
      expect(await runner.result(job)).toMatchObject({
        phase: 'Failed',
        terminal: true,
        reason: 'cluster-mismatch',
        message: expect.stringContaining(REBUILT),
        hint: expect.stringContaining('--adopt'),
      });
      expect(objectsIn(runner.place, 'backups')).toEqual(before);
    });

    it('is continued with --adopt, which the backup and its result record, and the next run needs it no more', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      await runner.run(await runner.job({ due: YESTERDAY }), { at: YESTERDAY });
      pretendAnotherCluster(runner.place, 'nightly-20261120021700');
      const adopting = await runner.job();

      const { exitCode } = await runner.run(adopting, { args: ['--adopt'] });
      const next = await runner.run(await runner.job({ due: new Date('2026-11-22T02:17:00Z') }), {
        at: new Date('2026-11-22T02:17:01Z'),
      });

      expect([exitCode, next.exitCode]).toEqual([0, 0]);
      expect((await runner.result(adopting)).backup).toMatchObject({ adoptedFrom: REBUILT });
      const { document } = await readBackup(runner.place, 'nightly-20261121021700');
      expect(document.metadata.annotations['lifeboat.dev/adopted-from']).toBe(REBUILT);
      expect(committedBackups(runner.place)).toHaveLength(3);
    });

    it('is nobody’s business under another cluster name', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      await runner.run(await runner.job({ due: YESTERDAY }), { at: YESTERDAY });
      pretendAnotherCluster(runner.place, 'nightly-20261120021700');
      const job = await runner.job();

      const { exitCode } = await runner.run(job, { env: { LIFEBOAT_CLUSTER_NAME: 'rebuilt' } });

      expect(exitCode).toBe(0);
      expect((await runner.result(job)).verdicts?.map(({ backup }) => backup)).toEqual(['nightly-20261121021700']);
    });
  });
}

/** The backup's commit object says that it is of a cluster which had this name before. */
function pretendAnotherCluster(place: Place, backup: string): void {
  const file = join(place.directory, 'backups', backup, 'velero-backup.json');
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(/("lifeboat\.dev\/cluster-uid": ")[^"]+/, `$1${REBUILT}`);
  if (changed === text) throw new Error('the commit object names no cluster');
  writeFileSync(file, changed);
}
