import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { backUpByHand } from '../support/backup-by-hand.ts';
import { lifeboat } from '../support/cli-rig.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const SETTINGS = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { theme: 'dark', size: '10' },
};
const KEY = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'key', namespace: 'shop' },
  data: { password: Buffer.from('before').toString('base64') },
};
const OWNED = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-1',
    namespace: 'shop',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u-1', controller: true }],
  },
  spec: { containers: [{ name: 'web', image: 'web:1' }] },
};

let folder: string;
let server: ApiServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-diff-'));
  await backUpByHand(folder, NAMESPACE, SETTINGS, KEY, OWNED);
});
beforeEach(async () => {
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  return async () => server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function diff(...words: readonly string[]) {
  const places = ['--from', join(folder, 'backups'), '--kubeconfig', join(folder, 'kubeconfig')];
  return lifeboat(['diff', 'monday', ...words, ...places], { clock: systemClock });
}

describe('diff', () => {
  it('finds nothing, and exits with 0, where a restore would bring back what is there', async () => {
    server.seed([NAMESPACE, SETTINGS, KEY]);

    const outcome = await diff();

    expect(outcome).toEqual({ exitCode: 0, stdout: 'No differences\n', stderr: '' });
  });

  it('tells what changed, came and went, field by field, and exits with 10', async () => {
    const changed = { ...SETTINGS, data: { theme: 'light', colour: 'red' } };
    server.seed([NAMESPACE, changed, { ...SETTINGS, metadata: { name: 'new', namespace: 'shop' } }]);

    const { exitCode, stdout } = await diff();

    expect(exitCode).toBe(10);
    expect(stdout.split('\n')).toEqual([
      '+ configmaps/shop/new',
      '~ configmaps/shop/settings',
      '    + data.colour: "red"',
      '    data.theme: "dark" → "light"',
      '    - data.size: "10"',
      '- secrets/shop/key',
      '1 changed, 1 added, 1 removed',
      '',
    ]);
  });

  it('hides what is in Secrets unless it is asked for', async () => {
    const changed = { ...KEY, data: { password: Buffer.from('after').toString('base64') } };
    server.seed([NAMESPACE, SETTINGS, changed]);

    const hidden = await diff();
    const shown = await diff('--show-secrets', '-o', 'json');

    expect(hidden.stdout).toContain('    data.password: "(hidden)" → "(hidden)"\n');
    expect(hidden.stdout).not.toContain(changed.data.password);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      kind: 'DifferenceList',
      before: 'monday',
      items: [{ name: 'key', change: 'changed', fields: [{ path: 'data.password', to: changed.data.password }] }],
    });
  });

  it('leaves out what controllers make of other objects, unless it is asked for', async () => {
    server.seed([NAMESPACE, SETTINGS, KEY]);

    const { stdout } = await diff('--all');

    expect(stdout).toContain('- pods/shop/web-1\n');
  });

  it('does not take for new what the backup was never asked to hold', async () => {
    server.seed([NAMESPACE, SETTINGS, KEY, { ...NAMESPACE, metadata: { name: 'blog' } }]);
    server.seed([{ ...SETTINGS, metadata: { name: 'settings', namespace: 'blog' } }]);

    expect((await diff()).stdout).toBe('No differences\n');
  });

  it('compares only what is named', async () => {
    server.seed([NAMESPACE, { ...SETTINGS, data: {} }]);

    const { stdout } = await diff('--include', 'secrets');

    expect(stdout).toBe('- secrets/shop/key\n0 changed, 0 added, 1 removed\n');
  });
});
