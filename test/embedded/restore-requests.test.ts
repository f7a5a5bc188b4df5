import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import type { StoredObject } from '../support/api-server/state/access.ts';
import { backUpByHand } from '../support/backup-by-hand.ts';
import { lifeboat } from '../support/cli-rig.ts';

const HOME = 'lifeboat-restore';
const FIRST = '3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11';
const SECOND = '8d1e0c52-9a34-4a8e-8b0a-5f7d1c2e3a44';

let folder: string;
let server: ApiServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-requests-'));
  const backups = await backUpByHand(folder, settings('shop', 'dark'));
  writeFileSync(join(folder, 'main.yaml'), policy('StorageLocation', 'main', { filesystem: { path: backups } }));
  writeFileSync(
    join(folder, 'drill.yaml'),
    policy('RestorePolicy', 'drill', { storageLocation: 'main', backupName: 'monday', mode: 'Apply' }),
  );
});
beforeEach(async () => {
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  return async () => server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function policy(kind: string, name: string, spec: object): string {
  return JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name }, spec });
}

function settings(namespace: string, theme: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace }, data: { theme } };
}

/** The request of a Job, as Git or a person puts it beside it. */
function request(job: string, spec: object): void {
  const labels = { 'lifeboat.dev/kind': 'restore-request' };
  const document = policy('RestorePolicy', job, { storageLocation: 'main', backupName: 'monday', ...spec });
  server.seed([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: job, namespace: HOME, labels },
      data: { 'restore.yaml': document },
    },
  ]);
}

/** What the Pod of a Job does; the Job replaces one of its name that is there. */
async function runJob(name: string, uid: string, ...words: readonly string[]) {
  const creationTimestamp = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  server.seed([
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace: HOME, uid, creationTimestamp },
      spec: { template: {} },
    },
  ]);
  const env = {
    LIFEBOAT_RUN_NAMESPACE: HOME,
    LIFEBOAT_RUN_JOB_NAME: name,
    LIFEBOAT_RUN_JOB_UID: uid,
    LIFEBOAT_RUN_POD_NAME: `${name}-x`,
    LIFEBOAT_RUN_POD_UID: `pod-of-${uid}`,
    LIFEBOAT_POLICIES: folder,
  };
  const argv = ['run', ...words, '--kubeconfig', join(folder, 'kubeconfig')];
  const { exitCode } = await lifeboat(argv, { env, clock: systemClock });
  const result = server.get('configmaps', HOME, `lifeboat-result-${name}-${uid.slice(0, 8)}`);
  return { exitCode, result: documentOf(result), marker: markerOf(name) };
}

function documentOf(object: StoredObject | undefined): unknown {
  const { data } = (object ?? {}) as { data?: Readonly<Record<string, string>> };
  return JSON.parse(data?.['result.json'] ?? 'null');
}

/** What a request's marker shows; undefined where there is none. */
function markerOf(name: string): unknown {
  const { metadata, immutable = false } = (server.get('configmaps', HOME, `lifeboat-once-${name}`) ?? {}) as {
    readonly metadata?: StoredObject['metadata'];
    readonly immutable?: boolean;
  };
  if (metadata === undefined) return undefined;
  return {
    phase: metadata.labels?.['lifeboat.dev/phase'],
    uid: metadata.annotations?.['lifeboat.dev/job-uid'],
    immutable,
  };
}

/** The theme in a namespace; undefined where the settings are not there. */
function themeIn(namespace: string): unknown {
  return (server.get('configmaps', namespace, 'settings') as { data?: { theme?: unknown } } | undefined)?.data?.theme;
}

describe('a request that is called like its Job', () => {
  it('is applied once, leaves a result, and closes its marker', async () => {
    request('restore-shop-1', { mode: 'Apply' });

    const { exitCode, result, marker } = await runJob('restore-shop-1', FIRST);

    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      action: 'restore',
      phase: 'Completed',
      policy: { name: 'restore-shop-1', source: `configmap:${HOME}/restore-shop-1/restore.yaml` },
      restore: { mode: 'Apply', backup: 'monday' },
    });
    expect(marker).toEqual({ phase: 'Completed', uid: FIRST, immutable: true });
    expect(themeIn('shop')).toBe('dark');
  });

  it('is planned without a marker, and may be applied afterwards under the same name', async () => {
    request('restore-shop-1', {});
    const plan = await runJob('restore-shop-1', FIRST);
    request('restore-shop-1', { mode: 'Apply' });

    const applied = await runJob('restore-shop-1', SECOND);

    expect(plan).toMatchObject({ exitCode: 0, result: { phase: 'Planned' }, marker: undefined });
    expect(applied).toMatchObject({ exitCode: 0, result: { phase: 'Completed' }, marker: { uid: SECOND } });
  });

  it('does nothing when its Job is deleted and made again, and repeats the code on record', async () => {
    request('restore-shop-1', { mode: 'Apply' });
    await runJob('restore-shop-1', FIRST);
    server.seed([settings('shop', 'changed since')]);

    const again = await runJob('restore-shop-1', SECOND);

    expect(again).toMatchObject({ exitCode: 0, result: { phase: 'Skipped' }, marker: { uid: FIRST } });
    expect(themeIn('shop')).toBe('changed since');
  });

  it('is refused when it says something else under the same name', async () => {
    request('restore-shop-1', { mode: 'Apply' });
    await runJob('restore-shop-1', FIRST);
    request('restore-shop-1', { mode: 'Apply', namespaceMapping: { shop: 'shop-copy' } });

    const { exitCode, result } = await runJob('restore-shop-1', SECOND);

    expect(exitCode).toBe(78);
    expect(result).toMatchObject({
      reason: 'policy-invalid',
      hint: expect.stringMatching(/[0-9a-f]{64}.*[0-9a-f]{64}/),
    });
    expect(themeIn('shop-copy')).toBeUndefined();
  });

  it('may be put right under the same name as long as nothing was written', async () => {
    request('restore-shop-1', { mode: 'Apply', backupName: 'mondya' });
    const wrong = await runJob('restore-shop-1', FIRST);
    request('restore-shop-1', { mode: 'Apply' });

    const right = await runJob('restore-shop-1', SECOND);

    expect(wrong).toMatchObject({ exitCode: 66, marker: undefined });
    expect(right).toMatchObject({ exitCode: 0, marker: { phase: 'Completed', immutable: true } });
  });

  it('that is not there ends with policy-not-found, told in a result', async () => {
    const { exitCode, result } = await runJob('restore-shop-1', FIRST);

    expect(exitCode).toBe(66);
    expect(result).toMatchObject({ action: 'restore', reason: 'policy-not-found' });
  });

  it('that brings a location of its own is refused', async () => {
    const labels = { 'lifeboat.dev/kind': 'restore-request' };
    const text = [
      policy('StorageLocation', 'evil', { filesystem: { path: '/tmp' } }),
      policy('RestorePolicy', 'restore-shop-1', { storageLocation: 'evil', backupName: 'monday' }),
    ].join('\n---\n');
    const metadata = { name: 'restore-shop-1', namespace: HOME, labels };
    server.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'restore.yaml': text } }]);

    const { exitCode, result } = await runJob('restore-shop-1', FIRST);

    expect(exitCode).toBe(78);
    expect(result).toMatchObject({
      phase: 'FailedValidation',
      problems: [expect.stringContaining('a request brings no location of its own')],
    });
  });
});

describe('a restore policy that a Job names', () => {
  it('is applied by every Job, and once by each', async () => {
    const first = await runJob('drill-1', FIRST, 'drill');
    server.seed([settings('shop', 'changed since')]);
    const again = await runJob('drill-1', SECOND, 'drill');
    const next = await runJob('drill-2', 'c0ffee00-9a34-4a8e-8b0a-5f7d1c2e3a44', 'drill');

    expect(first).toMatchObject({ exitCode: 0, result: { phase: 'Completed', policy: { name: 'drill' } } });
    expect(again).toMatchObject({ exitCode: 0, result: { phase: 'Skipped' } });
    expect(next).toMatchObject({ result: { phase: 'Completed', warnings: [{ code: 'exists-and-differs' }] } });
    expect(themeIn('shop')).toBe('changed since');
  });
});
