import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterRig } from '../support/cluster-rig.ts';
import { aContext } from '../support/context.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';
import { emptyCluster } from './clusters.ts';
import type { SharedLocation } from './server/install.ts';
import { Velero } from './server/velero.ts';
import { Workstation } from './workstation.ts';

/** The garbage collector looks every other second, and says in the log at whom. */
const SERVER = ['--log-level=debug', '--garbage-collection-frequency=2s'];

describe('a location into which Lifeboat and Velero both write', () => {
  let storage: StorageRig;
  let location: SharedLocation;
  let rig: ClusterRig;
  let velero: Velero;
  let desk: Workstation;
  beforeAll(async () => {
    storage = await startStorageRig();
    location = { storage, bucket: await storage.bucket(), prefix: 'shared' };
    desk = new Workstation(location);
    rig = await emptyCluster(location);
    velero = await Velero.start(rig, location, SERVER);
  });
  afterAll(async () => {
    await velero?.[Symbol.asyncDispose]();
    desk?.[Symbol.dispose]();
    await Promise.all([rig?.[Symbol.asyncDispose](), storage?.[Symbol.asyncDispose]()]);
  });

  /** A namespace with something in it, of which a backup by name is told from one of another namespace. */
  const namespace = async (): Promise<string> => {
    const name = await rig.namespace('shop');
    await rig.api.create(`/api/v1/namespaces/${name}/configmaps`, { metadata: { name: 'prices' }, data: { tea: '3' } });
    return name;
  };
  const prices = (of: string) => rig.api.find(`/api/v1/namespaces/${of}/configmaps/prices`);
  const listed = async (): Promise<string[]> => (await desk.ask('list', '--output=name')).stdout.trim().split('\n');

  it('stays Available to Velero', async () => {
    const shop = await namespace();

    const ours = await desk.backup(rig, 'mine', `--namespace=${shop}`);
    const theirs = await velero.backup('theirs', { includedNamespaces: [shop] });
    const found = await velero.available(new Date());

    expect([ours.code, theirs.status?.phase, found.status?.phase]).toEqual([0, 'Completed', 'Available']);
    expect((await listed()).toSorted()).toEqual(['mine', 'theirs']);
  });

  it('loses an expired backup of Velero to Velero, and keeps ours, which carries no expiration', async () => {
    const shop = await namespace();
    const ours = await desk.backup(rig, 'mine-expired', `--namespace=${shop}`, '--ttl=1s');
    await velero.server.restart();
    const adopted = await velero.knows('mine-expired');

    const theirs = await velero.backup('theirs-expired', { includedNamespaces: [shop], ttl: '1s' });
    await velero.forgets('theirs-expired');

    expect([ours.code, theirs.status?.phase]).toEqual([0, 'Completed']);
    expect([adopted.status?.expiration, theirs.status?.expiration]).toEqual([undefined, expect.any(String)]);
    expect(await listed()).toContain('mine-expired');
    expect(await listed()).not.toContain('theirs-expired');
    expect(await velero.backups()).toContain('mine-expired');
    expect(lookedAtByGarbageCollector()).toContain('mine-expired');
    expect(deletionsAskedFor()).toEqual(['theirs-expired']);
  });

  it("has what is pruned of ours vanish from Velero's list at its next look, and what is new appear", async () => {
    const shop = await namespace();
    await desk.backup(rig, 'pruned', `--namespace=${shop}`);
    await velero.server.restart();
    await velero.knows('pruned');

    await prune('pruned');
    await desk.backup(rig, 'later', `--namespace=${shop}`);
    const known = await velero.backups();
    await velero.server.restart();
    await Promise.all([velero.forgets('pruned'), velero.knows('later')]);

    expect(known).toContain('pruned');
    expect(known).not.toContain('later');
    expect(await listed()).not.toContain('pruned');
    expect(await velero.available(new Date())).toMatchObject({ status: { phase: 'Available' } });
    expect(deletionsAskedFor()).not.toContain('pruned');
  });

  it("counts our policy's backups as a schedule's of Velero", async () => {
    const [shop, copy] = [await namespace(), 'copy-by-velero'];
    const { result } = await desk.run(rig, 'BackupPolicy', 'nightly', { includedNamespaces: [shop] });
    const backup = result.backup?.name ?? '';
    await velero.server.restart();
    const adopted = await velero.knows(backup);

    const asked = ['--from-schedule=nightly', `--namespace-mappings=${shop}:${copy}`, '--wait'];
    const { code, stderr } = await velero.cli('restore', 'create', 'of-schedule', ...asked);
    const [restored] = await velero.items('restores');

    expect(adopted.metadata.labels).toMatchObject({ 'velero.io/schedule-name': 'nightly' });
    expect([code, stderr]).toEqual([0, '']);
    expect(restored).toMatchObject({ spec: { backupName: backup }, status: { phase: 'Completed' } });
    expect(await prices(copy)).toMatchObject({ data: { tea: '3' } });
  });

  it("counts the backups of a Velero Schedule as a policy's", async () => {
    const [shop, copy] = [await namespace(), 'copy-by-lifeboat'];
    const template = { includedNamespaces: [shop], storageLocation: 'default' };
    const overdue = { phase: 'Enabled', lastBackup: '2020-01-02T00:00:00Z' };

    await velero.create('Schedule', 'schedules', { name: 'yearly' }, { schedule: '0 0 1 1 *', template }, overdue);
    const backup = await velero.scheduled('yearly');
    const { code, result } = await desk.run(rig, 'RestorePolicy', 'drill', {
      scheduleName: 'yearly',
      namespaceMapping: { [shop]: copy },
      mode: 'Apply',
    });

    expect([code, result.phase, result.errors]).toEqual([0, 'Completed', []]);
    expect(result.restore?.backup).toBe(backup.metadata.name);
    expect(await prices(copy)).toMatchObject({ data: { tea: '3' } });
  });

  /** What a prune does: the object that makes it a backup goes first. */
  const prune = async (backup: string): Promise<void> => {
    const store = await desk.store();
    const [ctx, folder] = [aContext(), `backups/${backup}/`];
    await store.delete(ctx, `${folder}velero-backup.json`);
    for await (const { key } of store.list(ctx, folder)) await store.delete(ctx, key);
    await store.close();
  };
  const backupsInLog = (message: string): string[] =>
    velero.server.log.split('\n').flatMap((line) => {
      const [, backup] = (line.includes(`msg="${message}`) && /backup=velero\/(\S+)/.exec(line)) || [];
      return backup ?? [];
    });
  const lookedAtByGarbageCollector = () => backupsInLog('Backup has not expired yet, skipping');
  const deletionsAskedFor = () => [...new Set(backupsInLog('Creating a new deletion request'))];
});
