import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderResultConfigMap } from '../../src/report/render-result.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { BACKUP, ClusterAndLocation, JOB } from '../support/cluster-and-location.ts';
import { aContext } from '../support/context.ts';
import { problemsOfList } from '../support/list-schema.ts';
import { aRestoreSummary } from '../support/restore-results.ts';

const COUNTS = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };

let rig: ClusterAndLocation;
beforeEach(async () => {
  rig = await ClusterAndLocation.open();
});
afterEach(() => rig[Symbol.asyncDispose]());

async function itemsOf(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await rig.ask(...words, '-o', 'json');
  expect([problemsOfList(stdout), stderr]).toEqual([[], '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('list backups', () => {
  it('works from ConfigMaps alone, and says so', async () => {
    rig.seedResult();

    expect(await itemsOf('list', '--from-cluster')).toMatchObject({
      sources: ['cluster'],
      items: [{ name: BACKUP, source: 'cluster', bytes: 321, items: 1 }],
    });
  });

  it('tells of a backup once that location and cluster know, and not of one that is in the location no more', async () => {
    await rig.storeBackup();
    rig.seedResult({ runId: '7b0f2f0e-1f3c-4b58-9d0c-6a1f0e5d9c11' });
    rig.seedResult({ runId: 'gone', backup: { name: 'nightly-20261120021700', folder: '', committed: true } });

    expect(await itemsOf('list', '--from', rig.root, '--from-cluster')).toMatchObject({
      sources: ['location', 'cluster'],
      items: [{ name: BACKUP, source: 'both' }],
    });
  });

  it('names the right that it lacks', async () => {
    rig.server.users.set('nobody', { token: 'nobody', name: 'nobody', rules: [] });
    rig.actAs('nobody');

    const { exitCode, stderr } = await rig.ask('list', 'runs');

    expect(exitCode).toBe(77);
    expect(stderr).toContain('Hint: Allow "list" on "configmaps" there');
  });
});

describe('status', () => {
  it('is live while the Job works', async () => {
    const { completedAt: _, exitCode: __, ...open } = rig.made({ phase: 'InProgress', terminal: false });
    rig.server.seed([renderResultConfigMap(open, 'lifeboat')]);
    rig.seedJob();

    const { stdout } = await rig.ask('status', JOB.name);

    expect(stdout).toContain(': live\nNow at ');
  });

  it('is told in other systems’ words while the Job works, and while it is being deleted', async () => {
    const { completedAt: _, exitCode: __, ...open } = rig.made({ phase: 'InProgress', terminal: false });
    rig.server.seed([renderResultConfigMap(open, 'lifeboat')]);
    rig.seedJob();
    const live = await rig.ask('status', JOB.name, '-o', 'cloudera');
    const metadata = { name: JOB.name, namespace: 'lifeboat', uid: JOB.uid };
    const deletion = { deletionTimestamp: '2026-11-21T12:00:00Z', finalizers: ['foregroundDeletion'] };
    rig.server.seed([{ apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, ...deletion } }]);

    const ending = await rig.ask('status', JOB.name, '-o', 'cloudera');

    expect(JSON.parse(live.stdout)).toMatchObject({ backup: { backupJobState: 'IN_PROGRESS' } });
    expect(JSON.parse(ending.stdout)).toMatchObject({ backup: { backupJobState: 'TERMINATING' } });
  });

  it('is lost where nothing will ever close its record, which sync does', async () => {
    const { completedAt: _, exitCode: __, ...open } = rig.made({ phase: 'InProgress', terminal: false });
    rig.server.seed([renderResultConfigMap(open, 'lifeboat')]);

    const foreseen = await rig.ask('sync', '--from', rig.root, '--dry-run', '-o', 'json');
    const lost = await rig.ask('status', 'nightly');
    const synced = await rig.ask('sync', '--from', rig.root, '-o', 'json');
    const closed = await rig.ask('status', 'nightly', '-o', 'json');

    expect(lost.stdout).toContain(`: lost (Job ${JOB.name} is gone and none of its Pods finished this record)`);
    expect(JSON.parse(synced.stdout)).toMatchObject({ rebuilt: [], closed: [`lifeboat-result-${JOB.name}-7b0f2f0e`] });
    expect(JSON.parse(foreseen.stdout)).toEqual({ ...JSON.parse(synced.stdout), dryRun: true });
    expect(JSON.parse(closed.stdout)).toMatchObject({ items: [{ standing: 'finished', phase: 'Failed' }] });
  });

  it('of a lost restore names what it may have left stopped, as does sync, and the record that it closes', async () => {
    const apps = [
      { item: 'deployments.apps/shop/web', stop: '2 replicas to 0', end: 'stopped' },
      { item: 'cronjobs.batch/shop/daily', stop: 'suspend', end: 'started' },
    ] as const;
    const restore = aRestoreSummary({ mode: 'Apply', ended: COUNTS, apps });
    const { completedAt: _, exitCode: __, backup: ___, ...open } = rig.made({ phase: 'InProgress', terminal: false });
    rig.server.seed([renderResultConfigMap({ ...open, action: 'restore', restore }, 'lifeboat')]);

    const lost = await rig.ask('status', JOB.name);
    const synced = await rig.ask('sync', '--from', rig.root);
    const closed = await rig.ask('status', JOB.name);

    const told = 'It may have left stopped deployments.apps/shop/web: kubectl get -A -l lifeboat.dev/stopped=true';
    expect(lost.stdout).toContain(told);
    expect(synced.stderr).toContain(told);
    expect(closed.stdout).toContain(told);
  });

  it('is finished, from the location alone, and removed once the backup is gone', async () => {
    await rig.storeBackup();
    await rig.place.backups.putRunRecord(aContext(), rig.made());

    const finished = await lifeboat(['status', BACKUP, '--from', rig.root, '-o', 'json']);
    rmSync(join(rig.root, 'backups', BACKUP), { recursive: true });
    const removed = await lifeboat(['status', '7b0f2f0e', '--from', rig.root]);

    expect(JSON.parse(finished.stdout)).toMatchObject({ sources: ['location'], items: [{ standing: 'finished' }] });
    expect(removed.stdout).toContain(`: removed (Backup ${BACKUP} is not in its location any more)`);
  });

  it('says where it looked in vain', async () => {
    const { exitCode, stderr } = await rig.ask('status', 'nobody');

    expect(exitCode).toBe(66);
    expect(stderr).toContain('No run in namespace lifeboat is, makes or reads nobody');
  });
});

describe('sync', () => {
  it('rebuilds the results that a cluster has lost, as their runs had written them', async () => {
    await rig.place.backups.putRunRecord(aContext(), rig.made({ scheduledFor: new Date().toISOString() }));
    await rig.place.backups.putRunRecord(
      aContext(),
      rig.made({ runId: 'an-old-one', scheduledFor: '2020-01-01T00:00:00Z' }),
    );

    const planned = await rig.ask('sync', '--from', rig.root, '--dry-run');
    const none = rig.server.all('configmaps').filter(({ metadata }) => metadata.name?.startsWith('lifeboat-result'));
    const done = await rig.ask('sync', '--from', rig.root);
    const again = await rig.ask('sync', '--from', rig.root);

    expect([planned.stdout, none]).toEqual([
      `1 result would be rebuilt in namespace lifeboat, 0 closed\n  lifeboat-result-${JOB.name}-7b0f2f0e\n`,
      [],
    ]);
    expect(done.stdout).toMatch(/^1 result rebuilt in namespace lifeboat, 0 closed\n/);
    expect(again.stdout).toBe('0 results rebuilt in namespace lifeboat, 0 closed\n');
    expect(rig.server.get('configmaps', 'lifeboat', `lifeboat-result-${JOB.name}-7b0f2f0e`)).toMatchObject({
      immutable: true,
      metadata: { labels: { 'lifeboat.dev/policy': 'nightly', 'lifeboat.dev/phase': 'Completed' } },
    });
  });
});
