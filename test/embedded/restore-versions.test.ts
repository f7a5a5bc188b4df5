import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../support/golden-location.ts';

const PRIORITIES = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'enableapigroupversions', namespace: 'velero' },
  data: { restoreResourcesVersionPriority: 'widgets.example.com=v1alpha1,v1\n' },
};

describe('an archive of Velero with several versions of its objects', () => {
  let folder: string;
  let golden: FolderLocation;
  let server: ApiServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lifeboat-versions-'));
    golden = goldenLocation();
    server = await startApiServer();
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  });
  afterEach(async () => {
    await server.close();
    golden[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  /** Restores the widgets of a namespace; the versions in which they were created. */
  const versionsRestored = async (...manifests: readonly object[]): Promise<readonly string[]> => {
    const location = {
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'StorageLocation',
      metadata: { name: 'main' },
      spec: { filesystem: { path: golden.root } },
    };
    const input = [location, ...manifests].map((object) => JSON.stringify(object)).join('\n---\n');
    const words = ['restore', 'versions-full', '--policies', '-', '--yes', '--kubeconfig', join(folder, 'kubeconfig')];
    const selection = ['--namespace', 'alpha', '--include-resources', 'widgets.example.com'];

    const { exitCode, stderr } = await lifeboat([...words, ...selection], { clock: systemClock, input });

    expect(exitCode, stderr).toBe(0);
    const created = server.requests.flatMap(({ method, path }) => {
      const [, version] = /^\/apis\/example\.com\/(\w+)\/namespaces\/alpha\/widgets/.exec(path) ?? [];
      return method === 'POST' && version !== undefined ? [version] : [];
    });
    return [...new Set(created)];
  };

  it('is restored in the version that the cluster prefers', async () => {
    expect(await versionsRestored()).toEqual(['v1']);
  });

  it('is restored in the version that Velero’s ConfigMap among the policies wants', async () => {
    expect(await versionsRestored(PRIORITIES)).toEqual(['v1alpha1']);
  });
});
