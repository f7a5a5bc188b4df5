import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../support/cluster/audit-log.ts';
import type { ProgramOutcome } from '../support/cluster/run-program.ts';
import type { ClusterObjects } from '../support/golden-restores/cluster-objects.ts';
import { describeDifference } from '../support/golden-restores/differences.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';
import { emptyCluster, fullCluster, objectsOf, unnamedDifferences } from './clusters.ts';
import type { SharedLocation } from './server/install.ts';
import { Velero, type VeleroObject, type VeleroResults } from './server/velero.ts';
import { type Ran, Workstation } from './workstation.ts';

const BACKUP = 'ours';

/** What is backed up, what comes back with it at least, and how many items that takes. */
const BACKUPS = [
  { what: 'a whole cluster', flags: [], items: 300, witnesses: ['planets.space.example.com/pluto.dwarf'] },
  {
    what: 'a namespace',
    flags: ['--namespace=alpha'],
    items: 80,
    witnesses: ['priorityclasses.scheduling.k8s.io/high'],
  },
];

/** A few of the objects whose return says that anything was compared at all. */
const WITNESSES = [
  'deployments.apps/alpha/web',
  'persistentvolumes/pv-retain',
  'persistentvolumeclaims/alpha/data-retain',
  'widgets.example.com/alpha/numbers',
];

/** A lost cluster, of which Lifeboat wrote a backup, in an empty one where Velero restores it. */
interface ByVelero {
  readonly adopted: VeleroObject;
  readonly audit: readonly AuditEvent[];
  readonly restored: VeleroObject;
  readonly results: VeleroResults;
  readonly described: ProgramOutcome;
  readonly logs: ProgramOutcome;
  readonly objects: ClusterObjects;
}

describe.each(BACKUPS)('$what that Lifeboat backs up', ({ flags, items, witnesses }) => {
  let storage: StorageRig;
  let desk: Workstation;
  let backup: Ran;
  let backedUp: ClusterObjects;
  let byVelero: ByVelero;
  let byUs: { readonly restore: Ran; readonly objects: ClusterObjects };
  beforeAll(async () => {
    storage = await startStorageRig();
    const location = { storage, bucket: await storage.bucket(), prefix: 'clusters/production' };
    desk = new Workstation(location);
    ({ backup, backedUp } = await loseCluster(desk, location, flags));
    byVelero = await restoreByVelero(location);
    await using rig = await emptyCluster(location);
    byUs = { restore: await desk.restore(rig, BACKUP), objects: await objectsOf(rig) };
  });
  afterAll(async () => {
    desk?.[Symbol.dispose]();
    await storage?.[Symbol.asyncDispose]();
  });

  it('is backed up in full', () => {
    const { result, code } = backup;

    expect([code, result.phase, result.errors]).toEqual([0, 'Completed', []]);
    expect(result.backup?.items).toBeGreaterThan(items);
  });

  it('is adopted by a Velero server that finds it in the bucket', () => {
    const creations = byVelero.audit.filter(
      ({ verb, objectRef }) =>
        verb === 'create' && objectRef?.apiGroup === 'velero.io' && objectRef.resource === 'backups',
    );

    expect(byVelero.adopted).toMatchObject({
      metadata: { name: BACKUP, namespace: 'velero', labels: { 'velero.io/storage-location': 'default' } },
      status: { phase: 'Completed', formatVersion: '1.1.0', progress: { totalItems: backup.result.backup?.items } },
    });
    expect(creations.map(({ userAgent }) => userAgent)).toEqual([expect.stringMatching(/^velero-server\/v1\.18\.3 /)]);
  });

  it("is described by Velero's command line, with its log", () => {
    const { described, logs } = byVelero;

    expect([described.code, logs.code]).toEqual([0, 0]);
    expect(described.stdout).toMatch(/^Phase: {2}Completed$/m);
    expect(described.stdout).toContain('apps/v1/Deployment:\n    - alpha/web');
    expect(logs.stdout).toContain('"message":"backup begun"');
  });

  it('is restored by Velero without an error', () => {
    const { restored, results } = byVelero;

    expect(restored.status).toMatchObject({ phase: 'Completed' });
    expect(restored.status?.errors).toBeUndefined();
    expect(results.errors).toEqual({});
    expect(unexpectedWarnings(results)).toEqual([]);
  });

  it('is restored by Lifeboat without an error', () => {
    const { code, result } = byUs.restore;

    expect([code, result.phase, result.errors]).toEqual([0, 'Completed', []]);
  });

  it("is after Velero's restore as after our own, outside the named differences", () => {
    const differences = unnamedDifferences(byUs.objects, byVelero.objects, backedUp);

    expect(differences.map(describeDifference)).toEqual([]);
    expect([...byVelero.objects.keys()]).toEqual(expect.arrayContaining([...WITNESSES, ...witnesses]));
  });
});

async function loseCluster(desk: Workstation, location: SharedLocation, flags: readonly string[]) {
  await using rig = await fullCluster(location);
  return { backup: await desk.backup(rig, BACKUP, ...flags), backedUp: await objectsOf(rig) };
}

async function restoreByVelero(location: SharedLocation): Promise<ByVelero> {
  await using rig = await emptyCluster(location);
  await using velero = await Velero.start(rig, location);
  await velero.server.restart(); // it looks for backups once a minute, and when it starts
  const adopted = await velero.knows(BACKUP);
  const described = await velero.cli('backup', 'describe', BACKUP, '--details', '--colorized=false');
  const logs = await velero.cli('backup', 'logs', BACKUP);
  const restored = await velero.restore('back', { backupName: BACKUP });
  const results = velero.resultsOf('back');
  return { adopted, described, logs, restored, results, objects: await objectsOf(rig), audit: await rig.audit() };
}

/**
 * Every cluster has what it makes itself; that is not restored, and Velero says so of each object. An IPAddress that it
 * creates is gone before it is labelled: that of a Service that is not there yet is removed by the server.
 */
function unexpectedWarnings({ warnings }: VeleroResults): string[] {
  const all = [warnings.velero ?? [], warnings.cluster ?? [], ...Object.values(warnings.namespaces ?? {})].flat();
  const isExpected = /^could not restore, \S+ already exists\.|^ipaddresses\.networking\.k8s\.io "[\d.]+" not found$/;
  return all.filter((warning) => !isExpected.test(warning));
}
