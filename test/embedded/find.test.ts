import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { openLocation, type OpenLocation } from '../../src/cli/compose.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { renderResultConfigMap } from '../../src/report/render-result.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import {
  aRunResult,
  aStorageLocation,
  attachments,
  commitFacts,
  aClaim,
  anItem,
  manifestFacts,
} from '../support/builders.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { aContext } from '../support/context.ts';
import { problemsOfList } from '../support/list-schema.ts';
import { aRestoreSummary } from '../support/restore-results.ts';
import { shellPod } from '../support/shell.ts';

const NAME = 'nightly-20261121021700';
const COUNTS = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };
const JOB = { namespace: 'lifeboat', name: 'backup-nightly-29920457', uid: 'job-1' };

let folder: string;
let root: string;
let server: ApiServer;
let place: OpenLocation;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-find-'));
  root = join(folder, 'backups');
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfigOf(server.token, 'lifeboat'));
  server.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lifeboat' } }]);
  const provider = { type: 'filesystem', path: root } as const;
  place = await openLocation(aContext(), aStorageLocation({ provider }), { forWriting: true });
  return async () => {
    await place.close();
    await server.close();
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

async function ask(...words: readonly string[]) {
  return lifeboat([...words, '--kubeconfig', join(folder, 'kubeconfig')], { clock: systemClock });
}

function made(run: Partial<RunResult> = {}): RunResult {
  return aRunResult({
    job: JOB,
    location: { name: 'default', root: place.backups.root },
    backup: { name: NAME, folder: `backups/${NAME}/`, committed: true, items: 1, archiveBytes: 321 },
    ...run,
  });
}

function seedResult(run: Partial<RunResult> = {}): void {
  server.seed([renderResultConfigMap(made(run), 'lifeboat')]);
}

function seedJob(more: object = {}): void {
  server.seed([
    { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: JOB.name, namespace: 'lifeboat', uid: JOB.uid }, ...more },
  ]);
}

async function storeBackup(): Promise<void> {
  const ctx = aContext();
  const claimed = await place.backups.claim(ctx, aClaim({ backup: NAME }), { mayTakeOver: true });
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  await claimed.draft.add(anItem());
  await claimed.draft.seal(ctx, manifestFacts());
  await claimed.draft.upload(ctx, attachments());
  await claimed.draft.verify(ctx);
  await claimed.draft.commit(ctx, commitFacts());
  await claimed.draft.close();
}

async function itemsOf(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await ask(...words, '-o', 'json');
  expect([problemsOfList(stdout), stderr]).toEqual([[], '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('list backups', () => {
  it('works from ConfigMaps alone, and says so', async () => {
    seedResult();

    expect(await itemsOf('list', '--from-cluster')).toMatchObject({
      sources: ['cluster'],
      items: [{ name: NAME, source: 'cluster', bytes: 321, items: 1 }],
    });
  });

  it('tells of a backup once that location and cluster know, and not of one that is in the location no more', async () => {
    await storeBackup();
    seedResult({ runId: '7b0f2f0e-1f3c-4b58-9d0c-6a1f0e5d9c11' });
    seedResult({ runId: 'gone', backup: { name: 'nightly-20261120021700', folder: '', committed: true } });

    expect(await itemsOf('list', '--from', root, '--from-cluster')).toMatchObject({
      sources: ['location', 'cluster'],
      items: [{ name: NAME, source: 'both' }],
    });
  });

  it('names the right that it lacks', async () => {
    server.users.set('nobody', { token: 'nobody', name: 'nobody', rules: [] });
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfigOf('nobody', 'lifeboat'));

    const { exitCode, stderr } = await ask('list', 'runs');

    expect(exitCode).toBe(77);
    expect(stderr).toContain('Hint: Allow "list" on "configmaps" there');
  });
});

describe('status', () => {
  it('is live while the Job works', async () => {
    const { completedAt: _, exitCode: __, ...open } = made({ phase: 'InProgress', terminal: false });
    server.seed([renderResultConfigMap(open, 'lifeboat')]);
    seedJob();

    const { stdout } = await ask('status', JOB.name);

    expect(stdout).toContain(': live\nNow at ');
  });

  it('is told in other systems’ words while the Job works, and while it is being deleted', async () => {
    const { completedAt: _, exitCode: __, ...open } = made({ phase: 'InProgress', terminal: false });
    server.seed([renderResultConfigMap(open, 'lifeboat')]);
    seedJob();
    const live = await ask('status', JOB.name, '-o', 'cloudera');
    const metadata = { name: JOB.name, namespace: 'lifeboat', uid: JOB.uid };
    const deletion = { deletionTimestamp: '2026-11-21T12:00:00Z', finalizers: ['foregroundDeletion'] };
    server.seed([{ apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, ...deletion } }]);

    const ending = await ask('status', JOB.name, '-o', 'cloudera');

    expect(JSON.parse(live.stdout)).toMatchObject({ backup: { backupJobState: 'IN_PROGRESS' } });
    expect(JSON.parse(ending.stdout)).toMatchObject({ backup: { backupJobState: 'TERMINATING' } });
  });

  it('is lost where nothing will ever close its record, which sync does', async () => {
    const { completedAt: _, exitCode: __, ...open } = made({ phase: 'InProgress', terminal: false });
    server.seed([renderResultConfigMap(open, 'lifeboat')]);

    const lost = await ask('status', 'nightly');
    const synced = await ask('sync', '--from', root, '-o', 'json');
    const closed = await ask('status', 'nightly', '-o', 'json');

    expect(lost.stdout).toContain(`: lost (Job ${JOB.name} is gone and none of its Pods finished this record)`);
    expect(JSON.parse(synced.stdout)).toMatchObject({ rebuilt: [], closed: [`lifeboat-result-${JOB.name}-7b0f2f0e`] });
    expect(JSON.parse(closed.stdout)).toMatchObject({ items: [{ standing: 'finished', phase: 'Failed' }] });
  });

  it('of a lost restore names what it may have left stopped, as does sync, and the record that it closes', async () => {
    const apps = [
      { item: 'deployments.apps/shop/web', stop: '2 replicas to 0', end: 'stopped' },
      { item: 'cronjobs.batch/shop/daily', stop: 'suspend', end: 'started' },
    ] as const;
    const restore = aRestoreSummary({ mode: 'Apply', ended: COUNTS, apps });
    const { completedAt: _, exitCode: __, backup: ___, ...open } = made({ phase: 'InProgress', terminal: false });
    server.seed([renderResultConfigMap({ ...open, action: 'restore', restore }, 'lifeboat')]);

    const lost = await ask('status', JOB.name);
    const synced = await ask('sync', '--from', root);
    const closed = await ask('status', JOB.name);

    const told = 'It may have left stopped deployments.apps/shop/web: kubectl get -A -l lifeboat.dev/stopped=true';
    expect(lost.stdout).toContain(told);
    expect(synced.stderr).toContain(told);
    expect(closed.stdout).toContain(told);
  });

  it('is finished, from the location alone, and removed once the backup is gone', async () => {
    await storeBackup();
    await place.backups.putRunRecord(aContext(), made());

    const finished = await lifeboat(['status', NAME, '--from', root, '-o', 'json']);
    rmSync(join(root, 'backups', NAME), { recursive: true });
    const removed = await lifeboat(['status', '7b0f2f0e', '--from', root]);

    expect(JSON.parse(finished.stdout)).toMatchObject({ sources: ['location'], items: [{ standing: 'finished' }] });
    expect(removed.stdout).toContain(`: removed (Backup ${NAME} is not in its location any more)`);
  });

  it('says where it looked in vain', async () => {
    const { exitCode, stderr } = await ask('status', 'nobody');

    expect(exitCode).toBe(66);
    expect(stderr).toContain('No run in namespace lifeboat is, makes or reads nobody');
  });
});

describe('sync', () => {
  it('rebuilds the results that a cluster has lost, as their runs had written them', async () => {
    await place.backups.putRunRecord(aContext(), made({ scheduledFor: new Date().toISOString() }));
    await place.backups.putRunRecord(aContext(), made({ runId: 'an-old-one', scheduledFor: '2020-01-01T00:00:00Z' }));

    const planned = await ask('sync', '--from', root, '--dry-run');
    const none = server.all('configmaps').filter(({ metadata }) => metadata.name?.startsWith('lifeboat-result'));
    const done = await ask('sync', '--from', root);
    const again = await ask('sync', '--from', root);

    expect([planned.stdout, none]).toEqual([
      `1 result would be rebuilt, 0 closed\n  lifeboat-result-${JOB.name}-7b0f2f0e\n`,
      [],
    ]);
    expect(done.stdout).toMatch(/^1 result rebuilt, 0 closed\n/);
    expect(again.stdout).toBe('0 results rebuilt, 0 closed\n');
    expect(server.get('configmaps', 'lifeboat', `lifeboat-result-${JOB.name}-7b0f2f0e`)).toMatchObject({
      immutable: true,
      metadata: { labels: { 'lifeboat.dev/policy': 'nightly', 'lifeboat.dev/phase': 'Completed' } },
    });
  });
});

describe('logs', () => {
  const pod = (more: object = {}) =>
    shellPod('lifeboat', 'backup-nightly-29920457-x', {
      labels: { 'batch.kubernetes.io/job-name': JOB.name },
      ...more,
    });

  it.each([JOB.name, NAME, 'nightly'])('come from the Pod while there is one: %s', async (name) => {
    seedResult();
    seedJob();
    server.seed([pod()]);
    server.logs.set('lifeboat/backup-nightly-29920457-x', '{"msg":"listing"}\n');

    expect(await ask('logs', name)).toEqual({ exitCode: 0, stdout: '{"msg":"listing"}\n', stderr: '' });
    expect(server.requests.at(-1)?.query).toContain('follow=true');
  });

  it('come from the location after', async () => {
    await storeBackup();
    await place.backups.putRunRecord(aContext(), made());
    await place.backups.putRestore(aContext(), {
      name: 'back',
      backup: NAME,
      entries: { errors: [], warnings: [] },
      log: Buffer.from('restored\n'),
      items: [],
    });

    for (const name of [NAME, 'latest', 'nightly', '7b0f2f0e']) {
      expect(await ask('logs', name, '--from', root, '--from-cluster')).toMatchObject({ exitCode: 0 });
      expect((await ask('logs', name, '--from', root)).stdout).toBe(Buffer.from(attachments().log).toString());
    }
    expect((await ask('logs', 'back', '--from', root)).stdout).toBe('restored\n');
  });

  it('say what is not there', async () => {
    seedJob();
    server.seed([{ ...pod(), spec: { containers: [{ name: 'main', image: 'x' }] }, status: { phase: 'Pending' } }]);

    const pending = await ask('logs', JOB.name);
    const absent = await ask('logs', 'nobody');
    const mistyped = await ask('logs', 'nightly-2026112102170', '--from', root);

    expect([pending.exitCode, absent.exitCode, mistyped.exitCode]).toEqual([66, 66, 66]);
    expect(pending.stderr).toContain('has not begun: Pending');
    expect(absent.stderr).toContain('No Pod of nobody is in namespace lifeboat');
    expect(mistyped.stderr).toContain('There is no backup nightly-2026112102170');
  });
});

describe('history', () => {
  const TEXT = [
    'apiVersion: lifeboat.dev/v1alpha1',
    'kind: BackupPolicy',
    'metadata: {name: nightly}',
    "spec: {storageLocation: default, schedule: '17 2 * * *', includedNamespaces: [shop]}",
  ].join('\n');

  it('shows what was missed by the schedule that the latest run recorded', async () => {
    const policy = { name: 'nightly', source: 'policies/nightly.yaml', sha256: 'a'.repeat(64), text: TEXT };
    for (const day of ['17', '20']) {
      const scheduledFor = `2026-11-${day}T02:17:00Z`;
      await place.backups.putRunRecord(aContext(), made({ runId: `day-${day}-of-november`, scheduledFor, policy }));
    }

    const { stdout, stderr } = await lifeboat(['history', 'nightly', '--from', root, '-o', 'json']);
    const missed = await lifeboat(['history', 'nightly', '--from', root, '--state', 'Missed', '-o', 'name']);

    const { items } = JSON.parse(stdout) as { items: { phase: string; scheduledFor: string }[] };
    expect([problemsOfList(stdout), stderr]).toEqual([[], '']);
    expect(items.map(({ phase, scheduledFor }) => `${scheduledFor} ${phase}`)).toEqual([
      '2026-11-21T02:17:00Z Missed',
      '2026-11-20T02:17:00Z Completed',
      '2026-11-19T02:17:00Z Missed',
      '2026-11-18T02:17:00Z Missed',
      '2026-11-17T02:17:00Z Completed',
    ]);
    expect(missed.stdout.split('\n').filter(Boolean)).toHaveLength(3);
  });

  it('says where it does not know the schedule', async () => {
    await place.backups.putRunRecord(aContext(), made());

    const { stdout, stderr } = await lifeboat(['history', 'nightly', '--from', root]);

    expect(stdout).toMatch(/^DUE +ACTION +PHASE/);
    expect(stderr).toContain('When nightly is due is not known');
  });
});
