import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/domain/result/result.ts';
import { renderResultConfigMap } from '../../src/report/render-result.ts';
import { aRunResult } from '../support/builders.ts';
import { ClusterAndLocation } from '../support/cluster-and-location.ts';
import { aContext } from '../support/context.ts';

const ctx = aContext();

let rig: ClusterAndLocation;
beforeEach(async () => {
  rig = await ClusterAndLocation.open();
});
afterEach(() => rig[Symbol.asyncDispose]());

/** A run of `nightly` at a day, whose policy kept so many results that succeeded. */
function madeOn(day: number, succeeded: number, more: Partial<RunResult> = {}): RunResult {
  const text = `apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\nspec: {results: {historyLimits: {succeeded: ${succeeded}}}}\n`;
  return aRunResult({
    runId: `0000000${day}-1f3c-4b58-9d0c-6a1f0e5d9c11`,
    job: { namespace: 'lifeboat', name: `job-${day}`, uid: `job-${day}` },
    scheduledFor: `2026-11-1${day}T02:17:00Z`,
    policy: { name: 'nightly', source: 'stdin', sha256: 'a'.repeat(64), text },
    ...more,
  });
}

async function sync(...words: readonly string[]): Promise<readonly string[]> {
  const all = ['sync', '--from', rig.root, '--since', '2026-11-01', '-o', 'json', ...words];
  const { stdout } = await rig.ask(...all);
  return (JSON.parse(stdout) as { readonly rebuilt: readonly string[] }).rebuilt;
}

const nameOn = (day: number) => `lifeboat-result-job-${day}-0000000${day}`;

describe('sync', () => {
  it('leaves results gone that the limits of their policy had deleted', async () => {
    for (const day of [1, 2, 3, 4]) await rig.place.backups.putRunRecord(ctx, madeOn(day, day === 4 ? 2 : 9));
    await rig.place.backups.putRunRecord(ctx, madeOn(5, 2, { phase: 'Failed' }));

    expect(await sync('--dry-run')).toEqual([nameOn(3), nameOn(4), nameOn(5)]);
    expect(await sync()).toEqual([nameOn(3), nameOn(4), nameOn(5)]);
    expect(await sync()).toEqual([]);
  });

  it('counts the results that are there', async () => {
    for (const day of [1, 2, 3]) await rig.place.backups.putRunRecord(ctx, madeOn(day, 2));
    rig.server.seed([renderResultConfigMap(madeOn(4, 2), 'lifeboat')]);

    expect(await sync()).toEqual([nameOn(3)]);
  });

  it('rebuilds every result of restores, which have no limits', async () => {
    const policy = { name: 'back', source: 'stdin', sha256: 'a'.repeat(64) };
    for (const day of [1, 2]) await rig.place.backups.putRunRecord(ctx, madeOn(day, 1, { action: 'restore', policy }));

    expect(await sync()).toEqual([nameOn(1), nameOn(2)]);
  });
});
