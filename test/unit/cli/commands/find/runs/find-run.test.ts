import { afterAll, beforeAll, expect, it } from 'vitest';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

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
