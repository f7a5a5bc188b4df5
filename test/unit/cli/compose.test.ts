import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lifeboat } from '../../support/cli-rig.ts';
import { kubeconfigFor } from '../../support/fault-proxy-cluster.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-compose-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('row 121: shows no token of the cluster, not even where a server quotes it bare, nor after it rotated', async () => {
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'canary-before');
  const seen: (string | undefined)[] = [];
  await using proxy = await startFaultProxy(({ headers }) => {
    const token = headers.authorization?.replace('Bearer ', '');
    seen.push(token);
    writeFileSync(tokenFile, 'canary-after');
    const message = `token canary-before or ${token} is not good enough`;
    return { status: seen.length === 1 ? 401 : 403, body: JSON.stringify({ kind: 'Status', message }) };
  });
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, kubeconfigFor(proxy, { user: `tokenFile: ${tokenFile}` }));
  const words = ['validate', 'configmap:lifeboat/policies', '--kubeconfig', kubeconfig, '--log-level', 'trace'];

  const { exitCode, stdout, stderr } = await lifeboat(words);

  expect(exitCode).toBe(77);
  expect(seen).toEqual(['canary-before', 'canary-after']);
  expect(stderr).toContain('token [redacted] or [redacted] is not good enough');
  expect(stdout + stderr).not.toContain('canary');
});
