import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/cluster/run-program.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { SHOP_FILES } from '../support/shop/shop.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

describe('an exported backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-export-'));
  let rig: ClusterRig;
  beforeAll(async () => {
    rig = await startClusterRig();
    const [orders = '', ...files] = SHOP_FILES.map((file) => `--filename=${fileURLToPath(file)}`).toReversed();
    await rig.kubectl(['apply', ...files.toReversed()]);
    await rig.kubectl(['wait', '--for=condition=Established', 'crd/orders.shop.example.com']);
    await rig.kubectl(['apply', orders]);
    const made = await lifeboat(['backup', '--to', folder, '--name', 'all', '--kubeconfig', rig.kubeconfigFile]);
    expect(made, made.stderr).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const lifeboat = (words: readonly string[]) =>
    runProgram(process.execPath, [MAIN, ...words], { env: { HOME: folder } });
  const exportAll = async (...words: readonly string[]) => {
    const made = await lifeboat(['export', 'all', '--from', folder, ...words]);
    expect(made, made.stderr).toMatchObject({ code: 0 });
  };

  it('is accepted by the API server, applied as a folder', async () => {
    const out = join(folder, 'cluster');
    await exportAll('--format', 'dir', '--output', out);

    const applied = await rig.kubectl(['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-k', out]);

    expect(applied.stderr).toBe('');
    expect(applied).toMatchObject({ code: 0 });
    expect(applied.stdout).toContain('deployment.apps/storefront serverside-applied (server dry run)');
  });

  it('brings a namespace back that is gone', async () => {
    const out = join(folder, 'shop');
    await exportAll('--format', 'dir', '-n', 'shop', '--output', out);
    await rig.kubectl(['delete', 'namespace', 'shop', '--timeout=200s']);

    const applied = await rig.kubectl(['apply', '-k', join(out, 'shop')]);

    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    const found = await rig.kubectl(['get', 'deployment/storefront', '-n', 'shop', '-o', 'name']);
    expect(found.stdout).toBe('deployment.apps/storefront\n');
  });

  it('is accepted as a stream, too', async () => {
    const { stdout } = await lifeboat(['export', 'all', '--from', folder, '--format', 'yaml', '-n', 'shop']);

    const applied = await rig.kubectl(['apply', '--dry-run=server', '-f', '-'], { stdin: stdout });

    expect(applied, applied.stderr).toMatchObject({ code: 0 });
  });
});
