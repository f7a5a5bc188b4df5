import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileKey } from '../../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../../src/archive/velero-backup-store.ts';
import type { RunResult } from '../../../../src/domain/result/result.ts';
import { makeBackup } from '../../../../src/run/backup/backup.ts';
import { Journal } from '../../../../src/run/journal.ts';
import type { IdentifiedRun } from '../../../../src/run/services.ts';
import { aBackupPolicy, aResourceType, aRunResult, aSelection, aStorageLocation } from '../../../support/builders.ts';
import { aContext } from '../../../support/context.ts';
import { FakeCluster, type FakeClusterOptions } from '../../../support/fake-cluster.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

const NAMESPACES = aResourceType({
  resource: 'namespaces',
  kind: 'Namespace',
  singular: 'namespace',
  namespaced: false,
});
const CLAIMS = aResourceType({
  resource: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  singular: 'persistentvolumeclaim',
  shortNames: [],
});
const NAME = 'nightly-20261121021700';

const ctx = aContext();
let workDirectory: string;
let objects: MemoryObjectStore;
let backups: VeleroBackupStore;
let cluster: FakeCluster;

beforeEach(async () => {
  workDirectory = await mkdtemp(join(tmpdir(), 'lifeboat-backup-'));
  objects = new MemoryObjectStore();
  backups = new VeleroBackupStore(objects, { workDirectory });
  cluster = aCluster();
});
afterEach(() => rm(workDirectory, { recursive: true }));

function aCluster(options: FakeClusterOptions = {}): FakeCluster {
  const made = new FakeCluster({ types: [NAMESPACES, CLAIMS], ...options });
  for (const name of ['kube-system', 'shop']) made.put(NAMESPACES, { metadata: { name } });
  made.put({ ...CLAIMS, namespace: 'shop' }, { metadata: { name: 'data', namespace: 'shop' } });
  return made;
}

function aRun(): IdentifiedRun {
  const selection = aSelection({ includedNamespaces: ['shop', 'shopp'] });
  return {
    identity: {
      runId: aRunResult().runId,
      job: undefined,
      pod: undefined,
      trigger: 'Api',
      scheduledFor: new Date('2026-11-21T02:17:00Z'),
    },
    order: {
      policy: aBackupPolicy({ selection }),
      source: { name: 'nightly', source: 'policies', sha256: 'a'.repeat(64) },
      overrides: [],
      location: aStorageLocation(),
      backupName: NAME,
      clusterName: 'production',
      timeoutMs: undefined,
      adopt: false,
      force: false,
    },
  };
}

/** One attempt: what its result says in the end, beside how far it came itself. */
async function attempt(): Promise<Omit<RunResult, 'progress'>> {
  const journal = new Journal(aRunResult({ phase: 'InProgress', terminal: false }), async () => []);
  journal.warn(ctx, { code: 'tls-not-verified', message: 'The store is not who it says' });
  const work = { cluster, backups, journal, run: aRun(), pod: undefined, recordedLog: () => Buffer.from('') };
  const phase = await makeBackup(ctx, { ...work, isLocked: true, hasWaited: false });
  const { progress: _own, ...result } = journal.result;
  return { ...result, phase };
}

describe('an attempt that finds its backup committed', () => {
  it('tells what the undisturbed run told: types, claims, every error and warning', async () => {
    const first = await attempt();

    const second = await attempt();

    expect(second).toEqual(first);
    expect(first).toMatchObject({
      phase: 'PartiallyFailed',
      backup: { name: NAME, committed: true, archiveBytes: expect.any(Number) },
      claims: { total: 1, notProtected: 1 },
      errorCount: 1,
      errors: [{ code: 'namespace-not-found' }],
      warningCount: 2,
    });
    expect(first.types?.map(({ type }) => type)).toEqual(['namespaces', 'persistentvolumeclaims']);
  });

  it('counts what a manifest of an early release does not name, and says that entries are left out', async () => {
    await attempt();
    await editManifest(({ errors: _errors, warnings: _warnings, claims: _claims, ...early }) => early);

    const second = await attempt();

    expect(second).toMatchObject({ phase: 'PartiallyFailed', errorCount: 1, errors: [], truncated: true });
    expect(second.claims).toBeUndefined();
  });

  it('counts what a damaged manifest cannot say: the backup stands all the same', async () => {
    await attempt();
    await editManifest(() => 'not a manifest');

    const second = await attempt();

    expect(second).toMatchObject({ phase: 'PartiallyFailed', backup: { committed: true }, errorCount: 1, errors: [] });
  });
});

describe('row 49: a node whose clock is an hour ahead', () => {
  it('makes a backup that expires by the API server’s clock, and is judged by it', async () => {
    cluster = aCluster({ clockOffsetMs: -3_600_000 });
    const before = ctx.clock.now();

    const { backup, verdicts } = await attempt();

    const [stored] = (await backups.list(ctx)).backups;
    const startedAt = new Date(Math.floor(before.getTime() / 1000) * 1000 - 3_600_000);
    expect(stored?.startedAt).toEqual(startedAt);
    expect(stored?.completedAt).toEqual(startedAt);
    expect(stored?.expiresAt).toEqual(new Date(startedAt.getTime() + aRun().order.policy.retention.ttlMs));
    expect(backup?.expiresAt).toBe(stored?.expiresAt?.toISOString().replace('.000', ''));
    expect(verdicts).toBeUndefined();
  });
});

async function editManifest(edit: (manifest: Record<string, unknown>) => unknown): Promise<void> {
  const key = fileKey(NAME, 'manifest');
  const source = (await objects.get(ctx, key)) ?? expect.fail('no manifest');
  const bytes = gunzipSync(Buffer.concat(await Array.fromAsync(source)));
  const edited = JSON.stringify(edit(JSON.parse(bytes.toString()) as Record<string, unknown>));
  await objects.delete(ctx, key);
  await objects.put(ctx, key, gzipSync(edited), {});
}
