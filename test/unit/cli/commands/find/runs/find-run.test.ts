import { afterAll, beforeAll, expect, it } from 'vitest';
import { VeleroBackupStore } from '../../../../../../src/archive/velero-backup-store.ts';
import { findRun } from '../../../../../../src/cli/commands/find/runs/find-run.ts';
import type { OpenLocation } from '../../../../../../src/cli/compose.ts';
import { aRunResult } from '../../../../../support/builders.ts';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';
import { MemoryObjectStore } from '../../../../../support/memory-object-store.ts';

let golden: FolderLocation;
beforeAll(() => {
  golden = goldenLocation();
});
afterAll(() => golden[Symbol.dispose]());

it('says of a backup that Velero made how it is described: no record tells of its run', async () => {
  const { exitCode, stderr } = await lifeboat(['status', 'policy', '--from', golden.root]);

  expect(exitCode).toBe(66);
  expect(stderr).toContain(
    'Hint: It is a backup without a record of its run, as Velero makes them: see lifeboat describe policy.',
  );
});

it('says of any other name where else to look', async () => {
  const { exitCode, stderr } = await lifeboat(['status', 'polizy', '--from', golden.root]);

  expect(exitCode).toBe(66);
  expect(stderr).toContain('Hint: See lifeboat list runs; say where to look with --from, ');
});

it('takes for the latest run of a policy the one that was due last, and of two due at once the one begun last', async () => {
  const backups = new VeleroBackupStore(new MemoryObjectStore(), { workDirectory: '/nowhere' });
  const runs = [
    ['5a000000', '2026-11-21T02:17:00Z', '2026-11-21T02:17:09Z'],
    ['1c000000', '2026-11-21T02:17:00Z', '2026-11-21T02:17:04Z'],
    ['9e000000', '2026-11-21T02:17:00Z', '2026-11-21T02:17:01Z'],
    ['2b000000', '2026-11-20T02:17:00Z', '2026-11-21T09:00:00Z'],
  ] as const;
  const idOf = (beginning: string) => `${beginning}-2351-4410-9482-8246f6966cdb`;
  for (const [id, scheduledFor, startedAt] of runs)
    await backups.putRunRecord(aContext(), aRunResult({ runId: idOf(id), scheduledFor, startedAt }));
  const places = [{ backups } as unknown as OpenLocation];

  const found = await findRun(
    aContext(),
    { places, results: undefined, [Symbol.asyncDispose]: async () => {} },
    'nightly',
  );

  expect(found?.result.runId).toBe(idOf('5a000000'));
});
