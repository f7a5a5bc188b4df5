import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProgramOutcome } from '../support/cluster/run-program.ts';
import type { ClusterObjects } from '../support/golden-restores/cluster-objects.ts';
import { describeDifference } from '../support/golden-restores/differences.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';
import { emptyCluster, fullCluster, objectsOf, unnamedDifferences } from './clusters.ts';
import type { SharedLocation } from './server/install.ts';
import { Velero, type VeleroObject } from './server/velero.ts';
import { type Ran, Workstation } from './workstation.ts';

const BACKUP = 'full';

describe('a whole cluster that Velero backs up', () => {
  let storage: StorageRig;
  let desk: Workstation;
  let lost: { readonly backup: VeleroObject; readonly objects: ClusterObjects };
  let told: Readonly<Record<'list' | 'described' | 'logs', ProgramOutcome>>;
  let byVelero: { readonly restored: VeleroObject; readonly objects: ClusterObjects };
  let byUs: { readonly restore: Ran; readonly again: Ran; readonly objects: ClusterObjects };
  beforeAll(async () => {
    storage = await startStorageRig();
    const location = { storage, bucket: await storage.bucket() };
    desk = new Workstation(location);
    lost = await loseCluster(location);
    const [list, described, logs] = await Promise.all([
      desk.ask('list', '--output=wide'),
      desk.ask('describe', BACKUP, '--details'),
      desk.ask('logs', BACKUP),
    ]);
    told = { list, described, logs };
    byVelero = await restoreByVelero(location);
    await using rig = await emptyCluster(location);
    const restore = await desk.restore(rig, BACKUP);
    byUs = { restore, objects: await objectsOf(rig), again: await desk.restore(rig, BACKUP) };
  });
  afterAll(async () => {
    desk?.[Symbol.dispose]();
    await storage?.[Symbol.asyncDispose]();
  });

  it('is listed by Lifeboat', () => {
    const { list } = told;

    expect(lost.backup.status).toMatchObject({ phase: 'Completed' });
    expect(list).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^full +Completed /m) });
    const { progress } = lost.backup.status as { progress: { itemsBackedUp: number } };
    expect(list.stdout).toMatch(new RegExp(`^full .* ${progress.itemsBackedUp} `, 'm'));
  });

  it('is described by Lifeboat, with its log', () => {
    const { described, logs } = told;

    expect(described).toMatchObject({ code: 0, stderr: '' });
    expect(described.stdout).toContain('alpha/web');
    expect(logs).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Backed up a total of') });
  });

  it('is restored by Lifeboat without an error', () => {
    const { code, result } = byUs.restore;

    expect([code, result.phase, result.errors]).toEqual([0, 'Completed', []]);
  });

  it("is after our restore as after Velero's own, outside the named differences", () => {
    const differences = unnamedDifferences(byUs.objects, byVelero.objects, lost.objects);

    expect(byVelero.restored.status).toMatchObject({ phase: 'Completed' });
    expect(differences.map(describeDifference)).toEqual([]);
    expect(byUs.objects.size).toBeGreaterThan(280);
  });

  it('is left alone by a second restore, which finds everything as it is in the backup', () => {
    const { result, code } = byUs.again;

    expect([code, result.phase, result.errors]).toEqual([0, 'Completed', []]);
    expect(result.restore?.planned).not.toHaveProperty('create');
  });
});

async function loseCluster(location: SharedLocation) {
  await using rig = await fullCluster(location);
  await using velero = await Velero.start(rig, location);
  return { backup: await velero.backup(BACKUP, { includeClusterResources: true }), objects: await objectsOf(rig) };
}

async function restoreByVelero(location: SharedLocation) {
  await using rig = await emptyCluster(location);
  await using velero = await Velero.start(rig, location);
  await velero.server.restart(); // it looks for backups once a minute, and when it starts
  await velero.knows(BACKUP);
  return { restored: await velero.restore('back', { backupName: BACKUP }), objects: await objectsOf(rig) };
}
