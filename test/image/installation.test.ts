import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import {
  type EndedRun,
  type Installation,
  NAMESPACE,
  RESTORE_NAMESPACE,
  startInstallation,
} from '../support/installation.ts';
import { type Gate, startGate } from '../support/installation-gate.ts';
import { type EndedRestore, type RestoreJob, Restores } from '../support/installation-restores.ts';
import { rigContent } from '../support/rig-content.ts';
import { applyShop } from '../support/shop/apply-shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';
import { IMAGE } from './build.ts';
import { podmanRuntime } from './podman-runtime.ts';
import { call, requireTools, STORAGE } from './tools.ts';

/** Reaching for the archive: everything before it is stored, and nothing is committed. */
const ARCHIVE = /\/backups\/([^/]+)\/\1\.tar\.gz/;

/** Finalizer of a Pod that is to be looked at after it was deleted. */
const KEEP = 'example.com/keep';

/** No capability. */
const NONE = '0000000000000000';

/** As docs/operations.md lists results. */
const RESULTS = ['get', 'configmaps', '--all-namespaces', '--selector=lifeboat.dev/kind=result'];

/** What Lifeboat is for, with what is shipped: manifests of the base, and the image that their Pods name. */
describe('an installation that runs the image', () => {
  let rig: ClusterRig;
  let storage: StorageRig;
  let gate: Gate;
  let lifeboat: Installation;
  beforeAll(async () => {
    requireTools();
    [rig, storage] = await Promise.all([startClusterRig(), startStorageRig()]);
    gate = await startGate(storage.endpoint);
    lifeboat = await startInstallation(rig, podmanRuntime);
    await applyShop(lifeboat);
    await lifeboat.apply({
      target: { storage, bucket: await storage.bucket(), endpoint: gate.endpoint },
      image: IMAGE,
      components: ['restore-cluster-admin'],
    });
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await Promise.all([gate[Symbol.asyncDispose](), storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });

  /** A strategic merge, so that finalizers of others stay. */
  const patchPod = (pod: string, metadata: object) =>
    lifeboat.kubectl(['patch', 'pod', pod, `--namespace=${NAMESPACE}`, `--patch=${JSON.stringify({ metadata })}`]);

  describe('saves a namespace, and brings it back when it is deleted:', () => {
    let before: ReadonlyMap<string, string>;
    let saved: EndedRun;
    let armed: RestoreJob;
    let left: ReadonlyMap<string, string>;
    let plan: EndedRestore;
    let apply: EndedRestore;
    beforeAll(async () => {
      const restores = new Restores(lifeboat);
      before = await rigContent(rig, 'shop');
      saved = await lifeboat.run('nightly-now');
      await lifeboat.kubectl(['delete', 'namespace', 'shop']);
      const spec = { storageLocation: 'main', backupName: saved.result.backup?.name, includedNamespaces: ['shop'] };
      await restores.request('restore-shop-1', spec);
      armed = await restores.arm('restore-shop-1');
      await restores.fire('restore-shop-1');
      plan = await restores.ended('restore-shop-1');
      left = await rigContent(rig, 'shop');
      apply = await restores.run('restore-shop-2', { ...spec, mode: 'Apply' });
    });

    it('a Job of the CronJob makes the backup', () => {
      const { phase, exitCode, errors, backup } = saved.result;

      expect([saved.end.type, phase, exitCode, errors]).toEqual(['Complete', 'Completed', 0, []]);
      expect(backup).toMatchObject({ committed: true });
    });

    it('a Job of the restore template arrives suspended; resumed, it plans and changes nothing', () => {
      const { phase, exitCode, restore } = plan.result;

      expect(armed.spec.suspend).toBe(true);
      expect([plan.end.type, phase, exitCode]).toEqual(['Complete', 'Planned', 0]);
      expect(restore?.planned).toMatchObject({ create: expect.any(Number) });
      expect(left).toEqual(new Map());
    });

    it('a request with mode Apply brings every object back', async () => {
      const { phase, exitCode, errors, restore } = apply.result;

      expect([apply.end.type, phase, exitCode, errors]).toEqual(['Complete', 'Completed', 0, []]);
      expect(restore).toMatchObject({ planDigest: plan.result.restore?.planDigest, finished: true });
      expect(before.size).toBeGreaterThan(25);
      await expect.poll(() => rigContent(rig, 'shop')).toEqual(before); // controllers take back what is theirs
    });

    it('kubectl lists a result of each step, and none changes any more', async () => {
      const columns = ['action', 'phase', 'backup'].map((name) => `--label-columns=lifeboat.dev/${name}`);

      const lines = (await lifeboat.kubectl([...RESULTS, ...columns, '--sort-by=.metadata.name', '--no-headers']))
        .trim()
        .split('\n');

      const backup = saved.result.backup?.name;
      expect(lines.map((line) => line.split(/\s+/).toSpliced(2, 2))).toEqual([
        [NAMESPACE, saved.configMap.metadata.name, 'backup', 'Completed', backup],
        [RESTORE_NAMESPACE, plan.configMap.metadata.name, 'restore', 'Planned', backup],
        [RESTORE_NAMESPACE, apply.configMap.metadata.name, 'restore', 'Completed', backup],
      ]);
      expect([saved, plan, apply].map(({ configMap }) => configMap.immutable)).toEqual([true, true, true]);
    });

    it('every Pod was one of the image', () => {
      const images = lifeboat.kubelet.runs.map(({ pod }) => pod.spec.containers.map(({ image }) => image));

      expect(images).toEqual([[IMAGE], [IMAGE], [IMAGE]]);
    });
  });

  it('gives the container of a Pod no more than it asks for', async () => {
    const upload = gate.hold('PUT', ARCHIVE);
    await lifeboat.create('looked-at');
    await upload.held;
    const { pod } = await lifeboat.kubelet.podOf(NAMESPACE, 'looked-at');

    const { status, root } = await lookInto(pod.metadata.uid);
    upload.release();
    const { result } = await lifeboat.ended('looked-at');

    expect(status).toMatchObject({
      Uid: '65532',
      Gid: '65532',
      CapBnd: NONE,
      CapEff: NONE,
      NoNewPrivs: '1',
      Seccomp: '2',
    });
    expect(root).toMatch(/^ro,/);
    expect(result).toMatchObject({ phase: 'Completed', exitCode: 0 });
  });

  it('ends a deleted Pod with 143 and its last words, and the next Pod of the Job does the work', async () => {
    const upload = gate.hold('PUT', ARCHIVE);
    await lifeboat.create('disturbed');
    await upload.held;
    const pod = await lifeboat.kubelet.podOf(NAMESPACE, 'disturbed');
    await patchPod(pod.name, { finalizers: [KEEP] });

    await lifeboat.kubectl(['delete', 'pod', pod.name, `--namespace=${NAMESPACE}`, '--wait=false']);
    const code = await pod.done;
    const lastWords = await lifeboat.lastWords(pod);
    await patchPod(pod.name, { '$deleteFromPrimitiveList/finalizers': [KEEP] });
    const { end, result } = await lifeboat.ended('disturbed');

    expect(code).toBe(143);
    expect(lastWords).toContain('SIGTERM');
    expect(end).toMatchObject({ type: 'Complete' });
    expect(result).toMatchObject({ phase: 'Completed', attempt: 2, backup: { committed: true } });
    expect(result.attempts).toMatchObject([{ attempt: 1, pod: pod.name, exitCode: 143, reason: 'terminated' }]);
  });
});

/** What the kernel knows of the first process of a container: the first word of each line of its status, and how its root is mounted. */
async function lookInto(name: string): Promise<{ readonly status: Readonly<Record<string, string>>; root: string }> {
  const pid = call('podman', [...STORAGE, 'inspect', '--format={{.State.Pid}}', name]).trim();
  const [status, mounts] = await Promise.all(
    ['status', 'mounts'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8')),
  );
  const words = [...(status ?? '').matchAll(/^(\w+):\s+(\S+)/gm)].map(([, key, value]) => [key, value]);
  return { status: Object.fromEntries(words), root: /^\S+ \/ \S+ (\S+)/m.exec(mounts ?? '')?.[1] ?? '' };
}
