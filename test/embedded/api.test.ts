import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { problemsOfApi } from '../support/api-schemas.ts';
import { askApi, problemsOfAnswer, problemsOfError } from '../support/ask-api.ts';
import { lifeboat } from '../support/cli-rig.ts';

const POLICIES = `apiVersion: lifeboat.dev/v1alpha1
kind: StorageLocation
metadata: {name: main}
spec: {filesystem: {path: /backups}}
---
apiVersion: lifeboat.dev/v1alpha1
kind: BackupPolicy
metadata: {name: nightly}
spec: {storageLocation: main, includedNamespaces: [default]}
`;

let folder: string;
let server: ApiServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-api-'));
  server = await startApiServer();
  server.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } }]);
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Asks one of Cloudera's operations; its answer obeys the schema on record. */
async function ask(
  operation: string,
  request: unknown,
  place = ['--from', join(folder, 'backups')],
): Promise<Record<string, unknown>> {
  const words = ['api', operation, ...place, '--kubeconfig', join(folder, 'kubeconfig')];
  expect(problemsOfApi('cloudera', `${operation}Request`, request)).toEqual([]);
  const { exitCode, stdout } = await lifeboat(words, { clock: systemClock, input: JSON.stringify(request) });
  const answer = JSON.parse(stdout) as Record<string, unknown>;
  expect(exitCode, stdout).toBe(0);
  expect(problemsOfApi('cloudera', `${operation}Response`, answer)).toEqual([]);
  return answer;
}

describe('Cloudera’s operations', () => {
  it('make a backup, tell of it, restore it, tell of that, and delete it', async () => {
    const { backupCrn } = await ask('createBackup', { backupName: 'before-upgrade', itemName: 'namespace/default' });
    const listed = await ask('listBackups', { backupName: 'before-upgrade', jobStates: ['COMPLETED'] });
    const { backup } = await ask('describeBackup', { backupCrn });
    const { logs } = await ask('getLogs', { crn: backupCrn });

    const { restoreCrn } = await ask('restoreBackup', { backupCrn });
    const { restore } = await ask('describeRestore', { restoreCrn });
    const restores = await ask('listRestores', { backupCrn, jobStates: ['COMPLETED', 'PARTIALLY_FAILED'] });

    const { logs: restoreLogs } = await ask('getLogs', { crn: restoreCrn });

    const { deleteBackupCrn } = await ask('deleteBackup', { backupCrn });
    const left = await ask('listBackups', {});

    expect(backupCrn).toMatch(/^crn:lifeboat:[^:]+::backup:before-upgrade$/);
    expect(listed).toMatchObject({
      backups: [{ backupCrn, backupName: 'before-upgrade', backupJobState: 'COMPLETED' }],
    });
    expect(backup).toMatchObject({
      backupName: 'before-upgrade',
      backupPhase: 'FINISHED',
      includedNamespaces: ['default'],
    });
    expect(logs).toContain('backup begun');
    expect(restoreCrn).toMatch(/^crn:lifeboat:[^:]+::restore:[0-9a-f-]{36}$/);
    expect(restore).toMatchObject({ restoreCrn, restoreJobState: 'COMPLETED', restorePhase: 'FINISHED' });
    expect(restores).toMatchObject({ restores: [{ restoreCrn, backupCrn, restoreJobState: 'COMPLETED' }] });
    expect(restoreLogs).toContain('restore begun');
    expect(deleteBackupCrn).toMatch(/:delete:[0-9a-f-]{36}$/);
    expect(left).toEqual({ backups: [] });
  });

  it('list what policies protect today', async () => {
    const policies = join(folder, 'policies.yaml');
    writeFileSync(policies, POLICIES);

    const { items } = await ask('listBackupEntities', {}, ['--policies', policies]);

    expect(items).toEqual(['default']);
  });
});

/** Calls an operation of a system that is no Cloudera; its answer obeys the schema on record. */
async function post(operation: string, request: object): Promise<Record<string, unknown>> {
  const { exitCode, answer } = await refusable(operation, request);
  expect(exitCode, JSON.stringify(answer)).toBe(0);
  expect(problemsOfAnswer(operation, answer)).toEqual([]);
  return answer;
}

async function refusable(operation: string, request: object) {
  const place = ['--from', join(folder, 'backups'), '--kubeconfig', join(folder, 'kubeconfig')];
  const { exitCode, answer } = await askApi(operation, request, place, { clock: systemClock });
  return { exitCode, answer: answer! };
}

describe('Velero’s resources', () => {
  it('are carried out when they are posted: Backup, Restore, DeleteBackupRequest', async () => {
    const name = 'a-backup-whose-name-is-longer-than-that-of-a-policy';
    const metadata = { name, labels: { team: 'shop' } };
    const backup = await post('velero/createBackup', { metadata, spec: { includedNamespaces: ['default'] } });
    const spec = { backupName: name, namespaceMapping: { default: 'from-velero' } };
    const restore = await post('velero/createRestore', { metadata: { name: 'shop-1' }, spec });
    const found = await post('velero/getRestore', { metadata: { name: 'shop-1' } });
    const deleted = await post('velero/createDeleteBackupRequest', { spec: { backupName: name } });
    const requests = await post('velero/listDeleteBackupRequests', {});

    expect(backup).toMatchObject({ metadata, status: { phase: 'Completed' } });
    expect(restore).toMatchObject({
      kind: 'Restore',
      metadata: { generateName: 'shop-1-', name: expect.stringMatching(/^shop-1-\d{14}-\w{6}$/) as unknown },
      spec,
      status: { phase: 'Completed' },
    });
    const { uid } = restore['metadata'] as { readonly uid: string };
    expect(found).toMatchObject({ metadata: { uid }, spec: { backupName: name }, status: { phase: 'Completed' } });
    expect(deleted).toMatchObject({ kind: 'DeleteBackupRequest', status: { phase: 'Processed' } });
    expect(requests['items']).toContainEqual(
      expect.objectContaining({ spec: { backupName: name }, status: { phase: 'Processed' } }),
    );
  });

  it('are made with something missing, which the exit code tells as that of the command does', async () => {
    const spec = { includedNamespaces: ['default', 'nowhere'] };

    const { exitCode, answer } = await refusable('velero/createBackup', { metadata: { name: 'partial' }, spec });

    expect(exitCode).toBe(80);
    expect(answer).toMatchObject({ metadata: { name: 'partial' }, status: { phase: 'PartiallyFailed' } });
  });

  it('are deleted with a Status', async () => {
    await post('velero/createBackup', { metadata: { name: 'gone' }, spec: { includedNamespaces: ['default'] } });

    const deleted = await post('velero/deleteBackup', { metadata: { name: 'gone' } });
    const again = await refusable('velero/getBackup', { metadata: { name: 'gone' } });

    expect(deleted).toMatchObject({ status: 'Success', details: { name: 'gone', kind: 'backups' } });
    expect(again).toMatchObject({ exitCode: 66, answer: { reason: 'NotFound' } });
  });

  it('have problems by the names that were posted', async () => {
    const metadata = { name: 'wrong' };
    const backup = await refusable('velero/createBackup', { metadata, spec: { colour: 'red' } });
    const restore = await refusable('velero/createRestore', { metadata, spec: { backupName: 'x', colour: 'red' } });

    for (const { exitCode, answer } of [backup, restore]) {
      expect(exitCode).toBe(78);
      expect(problemsOfError('velero/createBackup', answer)).toEqual([]);
      expect(answer).toMatchObject({
        message: expect.stringContaining('The request is invalid: spec.colour') as unknown,
        details: { causes: [{ field: 'spec.colour' }] },
      });
    }
  });
});

describe('Astra Control’s appBackups', () => {
  const app = { account_id: '-', app_id: 'default' };
  const body = { type: 'application/astra-appBackup', version: '1.2' };

  it('are made of a namespace, listed, read and deleted as those of an application', async () => {
    const labels = [{ name: 'team', value: 'shop' }];
    const created = await post('astra/createAppBackup', { ...app, ...body, name: 'by-hand', metadata: { labels } });
    const unnamed = await post('astra/createAppBackup', { ...app, ...body });
    const listed = await post('astra/listAppBackups', { ...app, include: 'name,state', limit: 10 });
    const read = await post('astra/getAppBackup', { ...app, appBackup_id: created['id'] });
    const deleted = await post('astra/deleteAppBackup', { ...app, appBackup_id: created['id'] });
    const again = await refusable('astra/deleteAppBackup', { ...app, appBackup_id: created['id'] });

    expect(created).toMatchObject({
      name: 'by-hand',
      state: 'completed',
      percentDone: 100,
      metadata: { labels: expect.arrayContaining(labels) as unknown },
    });
    expect(unnamed['name']).toMatch(/^default-\d{14}-\w{6}$/);
    expect(listed['items']).toEqual([
      [unnamed['name'], 'completed'],
      ['by-hand', 'completed'],
    ]);
    expect(read).toEqual(created);
    expect(deleted).toEqual({});
    expect(again).toMatchObject({ exitCode: 66, answer: { status: '404' } });
  });

  it('are made of what a policy selects, where policies are named', async () => {
    const policies = join(folder, 'app.yaml');
    const others = POLICIES.split('---')[0]!.replaceAll('main', 'other').replace('/backups', '/nowhere/at/all');
    writeFileSync(policies, `${POLICIES.replace('/backups', join(folder, 'policy-backups'))}---\n${others}`);
    const place = ['--policies', policies, '--kubeconfig', join(folder, 'kubeconfig')];
    const request = { account_id: '-', app_id: 'nightly', ...body, name: 'now' };

    const { exitCode, answer } = await askApi('astra/createAppBackup', request, place, { clock: systemClock });
    const other = { ...request, app_id: 'weekly', name: 'never' };
    const unknown = await askApi('astra/createAppBackup', other, place, { clock: systemClock });

    expect(exitCode, JSON.stringify(answer)).toBe(0);
    expect(answer).toMatchObject({ name: 'now', bucketID: 'main', state: 'completed' });
    expect(unknown.exitCode).not.toBe(0);
    expect(problemsOfError('astra/createAppBackup', unknown.answer)).toEqual([]);
  });
});
