import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { problemsOfList } from '../support/list-schema.ts';

let folder: string;
let server: ApiServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-entities-'));
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  return async () => server.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('entities', () => {
  it('shows what policies would protect today, and what not', async () => {
    const policies = join(folder, 'policies.yaml');
    writeFileSync(
      policies,
      [
        'apiVersion: lifeboat.dev/v1alpha1',
        'kind: StorageLocation',
        'metadata: {name: default}',
        `spec: {filesystem: {path: ${folder}/backups}}`,
        '---',
        'apiVersion: lifeboat.dev/v1alpha1',
        'kind: BackupPolicy',
        'metadata: {name: nightly}',
        'spec: {storageLocation: default, includedNamespaces: [shop, gone]}',
      ].join('\n'),
    );
    const inShop = { namespace: 'shop' };
    server.seed([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', ...inShop } },
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', ...inShop } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'dev' } },
    ]);
    const words = ['--policies', policies, '--kubeconfig', join(folder, 'kubeconfig')];

    const { stdout, stderr } = await lifeboat(['entities', ...words, '-o', 'json'], { clock: systemClock });
    const left = await lifeboat(
      ['list', 'entities', 'nightly', ...words, '--filter', 'protected=false', '-o', 'name'],
      {
        clock: systemClock,
      },
    );

    const document = JSON.parse(stdout) as { items: { name: string }[]; unselectedTypes: string[] };
    const entity = (name: string) => document.items.find((item) => item.name === name);
    expect(problemsOfList(stdout)).toEqual([]);
    expect(entity('namespace/shop')).toMatchObject({
      protected: true,
      policies: ['nightly'],
      claimsWithoutData: 1,
      types: { persistentvolumeclaims: 1 },
    });
    expect(entity('namespace/dev')).toMatchObject({ protected: false, items: 0, why: 'no policy selects it' });
    expect(document.unselectedTypes).toContain('nodes');
    expect(stderr).toContain('Namespace gone does not exist');
    expect(left.stdout).toContain('namespace/dev\n');
    expect(left.stdout).not.toContain('namespace/shop\n');
    expect(server.requests.some(({ path }) => path.endsWith('/secrets'))).toBe(true);
  });
});
