import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/domain/result/result.ts';
import { type ProgramOutcome, runProgram } from '../support/cluster/run-program.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { clusterContent, type Content, rigContent } from '../support/rig-content.ts';
import { applyShop } from '../support/shop/apply-shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const NAMESPACES = ['shop', 'shop-data', 'lifeboat', 'lifeboat-restore'];
const PREFIX = 'production';

/** What is left of the old cluster: a bucket, its key, and what people remember of how it looked. */
interface Memory {
  readonly bucket: string;
  readonly backup: string;
  readonly content: ReadonlyMap<string, Content>;
}

/** `docs/disaster-recovery.md` is this test in words: a step here is a heading there. */
describe('the way back from an empty cluster', () => {
  let storage: StorageRig;
  let old: Memory;
  let rig: ClusterRig;
  beforeAll(async () => {
    storage = await startStorageRig();
    old = await loseCluster(storage);
    rig = await startClusterRig();
  });
  afterAll(async () => {
    await Promise.all([storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });

  /** A person at a workstation: kubeconfig, the bucket's key, and nothing else. */
  const lifeboat = (...args: string[]): Promise<ProgramOutcome> => {
    const home = join(rig.stateDirectory, 'workstation');
    mkdirSync(home, { recursive: true });
    const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, region: AWS_REGION } = storage;
    const env = { HOME: home, KUBECONFIG: rig.kubeconfigFile };
    const from = [`--from=s3://${old.bucket}/${PREFIX}`, `--s3-endpoint=${storage.endpoint}`];
    return runProgram(process.execPath, [MAIN, ...args, ...from], {
      env: { ...env, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION },
    });
  };

  it('1: lists what there is', async () => {
    const list = await lifeboat('list');

    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toMatch(new RegExp(`^${old.backup} +Completed `, 'm'));
  });

  it('2: describes what is in it', async () => {
    const described = await lifeboat('describe', old.backup);

    expect(described).toMatchObject({ code: 0, stderr: '' });
    expect(described.stdout).toContain('production');
  });

  it('3: plans, and changes nothing', async () => {
    const plan = await lifeboat('restore', 'latest', '--allow-kinds=*');

    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/\d+ to create/);
    expect(plan.stderr).toContain('Add --yes to apply it.');
    expect(await rig.api.find('/api/v1/namespaces/shop')).toBeUndefined();
  });

  it('4: restores, and everything is there that was', async () => {
    const restored = await lifeboat('restore', 'latest', '--allow-kinds=*', '--yes');

    expect(restored.code).toBe(0);
    expect(restored.stdout).toMatch(/: Completed\n/);
    await expect.poll(() => contentOf(rig)).toEqual(old.content); // controllers take back what is theirs
    expect([...old.content.values()].map(({ size }) => size > 5)).toEqual([true, true, true, true, true]);
  });

  it('5: looks again, and nothing is left to do', async () => {
    const plan = await lifeboat('restore', 'latest', '--allow-kinds=*', '--output=json');

    const { restore } = JSON.parse(plan.stdout) as RunResult;
    expect(plan.code).toBe(0);
    expect(restore?.planned).not.toHaveProperty('create');
    expect(restore?.planned).not.toHaveProperty('fail');
  });

  describe('6: backs up again', () => {
    let installation: Installation;
    beforeAll(async () => {
      installation = await startInstallation(rig);
    });
    afterAll(() => installation[Symbol.asyncDispose]());

    it('not before somebody has said that this cluster continues the old one: 78', async () => {
      const { result } = await installation.run('nightly-1');

      expect(result).toMatchObject({ phase: 'Failed', exitCode: 78, reason: 'cluster-mismatch' });
    });

    it('with --adopt, and from then on by itself', async () => {
      const adopted = await installation.run('nightly-2', { LIFEBOAT_ADOPT: 'true' });
      const next = await installation.run('nightly-3');

      expect(adopted.result).toMatchObject({ phase: 'Completed', backup: { committed: true } });
      expect(next.result).toMatchObject({ phase: 'Completed', backup: { committed: true } });
    });
  });
});

/** A cluster with the shop and an installation, which is backed up and then gone, with all that it remembered. */
async function loseCluster(storage: StorageRig): Promise<Memory> {
  await using rig = await startClusterRig();
  await using lifeboat = await startInstallation(rig);
  await applyShop(lifeboat);
  const bucket = await storage.bucket();
  await lifeboat.apply({ target: { storage, bucket, prefix: PREFIX }, settings: { clusterName: 'production' } });
  const { result } = await lifeboat.run('nightly-now');
  return { bucket, backup: result.backup?.name ?? '', content: await contentOf(rig) };
}

/** Everything that people made: in their namespaces, and beside them. */
async function contentOf(rig: ClusterRig): Promise<Memory['content']> {
  const content = new Map([['', await clusterContent(rig, ['shop', 'lifeboat'])]]);
  for (const namespace of NAMESPACES) content.set(namespace, await rigContent(rig, namespace));
  return content;
}
