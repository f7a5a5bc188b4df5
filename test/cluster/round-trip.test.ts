import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type CliOutcome, lifeboat } from '../support/cli-rig.ts';
import { KEEPING_CONTROLLERS } from '../support/cluster/keeping-controllers.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { loadSnapshot } from '../support/fidelity-snapshot.ts';
import { type ClusterObjects, objectsAtRest } from '../support/golden-restores/cluster-objects.ts';
import { describeDifference, differencesOf } from '../support/golden-restores/differences.ts';
import { type PerformedRestore, restoreInFull } from '../support/restore-in-full.ts';
import { archivedObjects } from '../support/round-trip/archived-objects.ts';
import { loadStatuses } from '../support/round-trip/load-statuses.ts';
import { WorldApi } from '../support/whole-run/world.ts';
import { PERMITTED_DIFFERENCES } from '../support/round-trip/permitted-differences.ts';

describe('a cluster of nearly every kind, restored into an empty one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-round-trip-'));
  const root = join(folder, 'location');
  const rigs: ClusterRig[] = [];
  let backups: readonly CliOutcome[];
  let restore: PerformedRestore;
  let first: ClusterObjects;
  let second: ClusterObjects;

  beforeAll(async () => {
    const rig = async () =>
      rigs[rigs.push(await startClusterRig({ controllers: KEEPING_CONTROLLERS })) - 1] as ClusterRig;
    const backUp = (name: string, { kubeconfigFile }: ClusterRig) => {
      const flags = [`--to=${root}`, `--name=${name}`, `--kubeconfig=${kubeconfigFile}`, '--quiet'];
      return lifeboat(['backup', '--include-cluster-resources', ...flags], { cwd: folder, clock: systemClock });
    };
    const old = await rig();
    await loadSnapshot(old);
    await loadStatuses(old);
    const before = await backUp('first', old);
    const empty = await rig();
    restore = await restoreInFull({ name: 'back', spec: { backupName: 'first' }, root }, empty.kubeconfig);
    const api = new WorldApi(empty.url, empty.caPem, empty.token);
    await objectsAtRest(api);
    await api.close();
    backups = [before, await backUp('second', empty)];
    [first, second] = await Promise.all([archive('first'), archive('second')]);
  });
  afterAll(async () => {
    await Promise.all(rigs.map((rig) => rig[Symbol.asyncDispose]()));
    rmSync(folder, { recursive: true });
  });

  const archive = (name: string) => archivedObjects(join(root, 'backups', name, `${name}.tar.gz`));

  it('succeeds at every step', () => {
    const codes = [...backups, restore].map(({ exitCode, stderr }) => [exitCode, stderr]);

    expect(codes).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(first.size).toBeGreaterThan(300);
  });

  it('is backed up again as it was, outside what the table permits', () => {
    const differences = differencesOf(first, second);

    const unpermitted = differences.filter((it) => !PERMITTED_DIFFERENCES.some(({ covers }) => covers(it)));
    expect(unpermitted.map(describeDifference)).toEqual([]);
  });

  it('meets every row of the table, and the page has the same rows', () => {
    const differences = differencesOf(first, second);

    const met = PERMITTED_DIFFERENCES.filter(({ covers }) => differences.some(covers)).map(({ name }) => name);
    const page = readFileSync(join(import.meta.dirname, '../../docs/round-trip.md'), 'utf8');
    const rows = [...page.matchAll(/^\| ([^|]+) \|/gm)].map(([, name = '']) => name);
    expect(met).toEqual(PERMITTED_DIFFERENCES.map(({ name }) => name));
    expect(rows.filter((name) => name !== 'difference')).toEqual(met);
  });

  it.each(['widgets.example.com/alpha/numbers', 'widgets.example.com/alpha/shapes', 'configmaps/alpha/odd-text'])(
    'keeps every value of %s, however odd',
    (name) => {
      const differences = differencesOf(first, second).filter(({ object }) => object === name);

      const fields = differences.map(({ at }) => at ?? 'the object');
      expect(fields.filter((at) => !/^(metadata|status)\b/.test(at))).toEqual([]);
      expect(second.has(name)).toBe(true);
    },
  );
});
