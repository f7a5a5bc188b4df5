import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { problemsOfApi } from '../support/api-schemas.ts';
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
    expect(restores).toMatchObject({ restores: [{ restoreJobState: 'COMPLETED' }] });
    expect(deleteBackupCrn).toMatch(/:delete:[0-9a-f-]{36}$/);
    expect(left).toEqual({ backups: [] });
  }, 30_000);

  it('list what policies protect today', async () => {
    const policies = join(folder, 'policies.yaml');
    writeFileSync(policies, POLICIES);

    const { items } = await ask('listBackupEntities', {}, ['--policies', policies]);

    expect(items).toEqual(['default']);
  });
});

describe('Velero’s resources', () => {
  /** Posts a resource; the answer obeys the schema on record. */
  async function post(operation: string, resource: object): Promise<Record<string, unknown>> {
    const words = ['api', `velero/${operation}`, '--from', join(folder, 'backups')];
    const { exitCode, stdout } = await lifeboat([...words, '--kubeconfig', join(folder, 'kubeconfig')], {
      clock: systemClock,
      input: JSON.stringify(resource),
    });
    expect(exitCode, stdout).toBe(0);
    expect(problemsOfApi('velero', `${operation}Response`, JSON.parse(stdout))).toEqual([]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  it('are carried out when they are posted: Backup, Restore, DeleteBackupRequest', async () => {
    const name = 'a-backup-whose-name-is-longer-than-that-of-a-policy';
    const backup = await post('createBackup', { metadata: { name }, spec: { includedNamespaces: ['default'] } });
    const spec = { backupName: name, namespaceMapping: { default: 'from-velero' } };
    const restore = await post('createRestore', { metadata: { name: 'shop-1' }, spec });
    const deleted = await post('createDeleteBackupRequest', { metadata: { name: 'x' }, spec: { backupName: name } });

    expect(backup).toMatchObject({ metadata: { name }, status: { phase: 'Completed' } });
    expect(restore).toMatchObject({ kind: 'Restore', spec, status: { phase: 'Completed' } });
    expect(deleted).toMatchObject({ kind: 'DeleteBackupRequest', status: { phase: 'Processed' } });
  }, 30_000);
});
