import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import {
  documentOf,
  type Installation,
  NAMESPACE,
  startInstallation,
  type WrittenJob,
} from '../support/installation.ts';
import { backupsIn, filesIn, seeArchive } from '../support/installation-archive.ts';
import { type Gate, startGate } from '../support/installation-gate.ts';
import type { PodRun } from '../support/kubelet/pod-run.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const JOBS = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`;
const LEASE = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases/lifeboat-nightly`;

/** Reaching for the archive: everything before it is stored, and nothing is committed. */
const ARCHIVE = /\/backups\/([^/]+)\/\1\.tar\.gz/;

/** A time that is past. */
const DUE = '2026-01-01T00:00:00Z';

/** Lets a run say that it waits. */
const TALKATIVE = { LIFEBOAT_LOG_LEVEL: 'debug' };

/** Resolves when one of the Pods waits for the Lease that another holds. */
async function oneIsWaiting(pods: readonly PodRun[]): Promise<void> {
  await Promise.any(pods.map((pod) => pod.printed('waiting for another run of this policy')));
}

/** A Job that was due before this test began, so that any backup made from now on serves its goal. */
function overdue({ metadata, ...job }: WrittenJob): object {
  const annotations = { ...metadata.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': DUE };
  return { ...job, metadata: { ...metadata, annotations } };
}

describe('a run that does not go undisturbed', () => {
  let rig: ClusterRig;
  let storage: StorageRig;
  let gate: Gate;
  let lifeboat: Installation;
  let root: string;
  beforeAll(async () => {
    [rig, storage] = await Promise.all([startClusterRig(), startStorageRig()]);
    gate = await startGate(storage.endpoint);
    lifeboat = await startInstallation(rig);
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await Promise.all([gate[Symbol.asyncDispose](), storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });
  beforeEach(async () => {
    const bucket = await storage.bucket();
    root = join(storage.root, bucket);
    await lifeboat.apply({ target: { storage, bucket, endpoint: gate.endpoint } });
  });

  const podOf = (job: string, attempt = 0) => lifeboat.kubelet.podOf(NAMESPACE, job, attempt);
  /** Every file of every backup belongs to one that is committed and that Go can read. */
  const expectNoLeftovers = async () => {
    const folders = new Set(filesIn(root).flatMap((file) => /^backups\/([^/]+)\//.exec(file)?.[1] ?? []));
    expect([...folders]).toEqual(backupsIn(root));
    for (const backup of folders) {
      const archive = await seeArchive(root, backup);
      expect(archive.sha256).toBe(archive.announcedSha256);
    }
  };

  it('row 33: is retried by the Job to one single good backup when its Pod is killed', async () => {
    const upload = gate.hold('PUT', ARCHIVE);
    await lifeboat.create('killed');
    await upload.held;

    const pod = await podOf('killed');
    await pod.kill('SIGKILL');
    await rig.api.patch(LEASE, { spec: { leaseDurationSeconds: 1 } }); // so that nobody here waits for a minute
    const { end, configMap, result } = await lifeboat.ended('killed');

    expect(await pod.done).toBe(137);
    expect(await lifeboat.lastWords(pod)).toContain('Interrupted in attempt 1 after step sealed');
    expect(end).toMatchObject({ type: 'Complete' });
    expect(configMap.immutable).toBe(true);
    expect(result).toMatchObject({ phase: 'Completed', attempt: 2, backup: { committed: true } });
    expect(result.attempts).toMatchObject([{ attempt: 1, pod: pod.name, reason: 'run-aborted' }]);
    expect(backupsIn(root)).toEqual([result.backup?.name]);
    await expectNoLeftovers();
  });

  it.each([
    {
      what: 'evicted',
      at: () => gate.hold('GET', ARCHIVE), // where what was stored is read back
      disturb: ({ name }: PodRun) => {
        const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: NAMESPACE } };
        return rig.api.create(`/api/v1/namespaces/${NAMESPACE}/pods/${name}/eviction`, eviction);
      },
    },
    {
      what: 'ended by a node in need',
      at: () => gate.hold('GET', /list-type=2/), // where the policy's history is looked up
      disturb: (pod: PodRun) => pod.disrupt(),
    },
  ])('row 39: starts over under the same name, uncounted, when its Pod is $what', async ({ what, at, disturb }) => {
    const job = what.replaceAll(' ', '-');
    const held = at();
    await lifeboat.create(job);
    await held.held;
    const pod = await podOf(job);

    await disturb(pod);
    const { end, result } = await lifeboat.ended(job);
    const { status } = await rig.api.get<{ status: { failed?: number } }>(`${JOBS}/${job}`);

    expect(await pod.done).toBe(143);
    expect([end.type, status.failed]).toEqual(['Complete', undefined]);
    expect(result).toMatchObject({ phase: 'Completed', attempt: 2, backup: { committed: true } });
    expect(result.attempts).toMatchObject([{ attempt: 1, pod: pod.name, exitCode: 143, reason: 'terminated' }]);
    expect(backupsIn(root)).toEqual([result.backup?.name]);
    await expectNoLeftovers();
  });

  it('row 40: is done once when two Pods of its Job run at the same time', async () => {
    const job = await lifeboat.written('twins', TALKATIVE);
    const upload = gate.hold('PUT', ARCHIVE);
    await rig.api.create(JOBS, { ...job, spec: { ...job.spec, parallelism: 2, completions: 2 } });
    const pods = await Promise.all([podOf('twins'), podOf('twins', 1)]);
    await Promise.all([upload.held, oneIsWaiting(pods)]);

    upload.release();
    const { end, result } = await lifeboat.ended('twins');
    const logs = await Promise.all(pods.map((pod) => pod.log()));

    expect(end).toMatchObject({ type: 'Complete' });
    expect(result).toMatchObject({ phase: 'Completed', attempt: 1, attempts: [] });
    expect(logs.filter((log) => log.includes('this run is over already; its result stands'))).toHaveLength(1);
    expect(backupsIn(root)).toEqual([result.backup?.name]);
    await expectNoLeftovers();
  });

  it('row 41: waits for another Job of its policy, and is skipped when that one has served its goal', async () => {
    const names = ['one', 'another'];
    const upload = gate.hold('PUT', ARCHIVE);
    for (const name of names) await rig.api.create(JOBS, overdue(await lifeboat.written(name, TALKATIVE)));
    await Promise.all([upload.held, oneIsWaiting(await Promise.all(names.map((name) => podOf(name))))]);

    upload.release();
    const runs = await Promise.all(names.map((name) => lifeboat.ended(name)));

    expect(runs.map(({ end }) => end.type)).toEqual(['Complete', 'Complete']);
    expect(runs.map(({ result }) => result.phase).toSorted()).toEqual(['Completed', 'Skipped']);
    expect(backupsIn(root)).toHaveLength(1);
    expect(runs.map(({ result }) => result.backup?.name)).toEqual([...backupsIn(root), ...backupsIn(root)]);
    await expectNoLeftovers();
  });

  it('leaves nothing behind when its Job is deleted, and the next run closes its record', async () => {
    const upload = gate.hold('PUT', ARCHIVE);
    await lifeboat.create('deleted');
    await upload.held;
    const pod = await podOf('deleted');

    await lifeboat.kubectl(['delete', 'job/deleted', `--namespace=${NAMESPACE}`]);
    const code = await pod.done;
    const left = documentOf(await lifeboat.result('deleted'));
    const files = filesIn(root);
    const next = await lifeboat.run('after-deleted');
    const closed = await lifeboat.result('deleted');

    expect(code).toBe(143);
    expect(left).toMatchObject({ phase: 'InProgress', terminal: false, attempts: [{ exitCode: 143 }] });
    expect(files).toEqual([]);
    expect(next.result).toMatchObject({ phase: 'Completed', attempt: 1 });
    expect(documentOf(closed)).toMatchObject({ phase: 'Failed', terminal: true, exitCode: 143, reason: 'run-aborted' });
    expect(closed.immutable).toBe(true);
    await expectNoLeftovers();
  });
});
