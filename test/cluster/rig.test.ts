import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireProgram } from '../control-plane/programs.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { runProgram } from '../support/cluster/run-program.ts';
import { startStorageRig } from '../support/storage-rig.ts';

describe('the cluster rig', () => {
  let rig: ClusterRig;
  beforeAll(async () => {
    rig = await startClusterRig();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  it('runs the Kubernetes release that go.mod pins', async () => {
    const goMod = await readFile(join(import.meta.dirname, '../control-plane/go.mod'), 'utf8');

    const { gitVersion } = await rig.api.get<{ gitVersion: string }>('/version');

    expect(goMod).toContain(`k8s.io/kubernetes ${gitVersion}`);
  });

  it('gives a ServiceAccount no rights but those it is granted', async () => {
    const namespace = await rig.namespace();
    const kubeconfig = await rig.serviceAccountKubeconfig(namespace, 'default');

    const before = await rig.kubectl(['get', 'configmaps'], { kubeconfig });
    await rig.kubectl([
      '-n',
      namespace,
      'create',
      'rolebinding',
      'v',
      '--clusterrole=view',
      `--user=${userOf(namespace)}`,
    ]);
    const after = await rig.kubectl(['get', 'configmaps', '-o', 'name'], { kubeconfig });

    expect(before).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('(Forbidden)') });
    expect(after).toEqual({ code: 0, stdout: 'configmap/kube-root-ca.crt\n', stderr: '' });
  });

  it('records who asked for what', async () => {
    const namespace = await rig.namespace();
    const kubeconfig = await rig.serviceAccountKubeconfig(namespace, 'default');
    await rig.kubectl(['get', 'secret', 'absent'], { kubeconfig });

    const events = (await rig.audit()).filter(({ user }) => user.username === userOf(namespace));

    expect(events.filter(({ objectRef }) => objectRef)).toMatchObject([
      { verb: 'get', objectRef: { resource: 'secrets', namespace, name: 'absent' }, responseStatus: { code: 403 } },
    ]);
  });

  it('stops and starts its controllers', async () => {
    await rig.stopControllers();
    await rig.api.create('/api/v1/namespaces', { metadata: { name: 'unserved' } });
    const unserved = await rig.api.find('/api/v1/namespaces/unserved/serviceaccounts/default');

    rig.startControllers();
    await rig.awaitServiceAccounts('unserved');

    expect(unserved).toBeUndefined();
  });

  it('leaves nothing behind', async () => {
    const other = await startClusterRig({ controllers: false });
    const namespace = await other.namespace('bare');

    await other[Symbol.asyncDispose]();

    expect(namespace).toMatch(/^bare-/);
    await expect(access(other.stateDirectory)).rejects.toThrow('ENOENT');
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });
});

describe('the storage rig', () => {
  it('keeps objects as files, and refuses to replace where it is asked to', async () => {
    await using rig = await startStorageRig();
    const Bucket = await rig.bucket();
    const client = new S3Client({ ...rig, credentials: rig, forcePathStyle: true });
    const put = (Body: string) => client.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body, IfNoneMatch: '*' }));
    await client.send(new CreateBucketCommand({ Bucket: 'made-by-request' }));

    await put('first');
    const second = await put('second').catch((error: Error) => error.name);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b' }));

    expect(second).toBe('PreconditionFailed');
    expect(await Body?.transformToString()).toBe('first');
    expect(await readFile(join(rig.root, Bucket, 'a/b'), 'utf8')).toBe('first');
    client.destroy();
  });
});

describe('the tar reader written in Go', () => {
  it('lists names, sizes and hashes, and refuses what is cut short', async () => {
    const archive = pack();
    archive.entry({ name: 'resources/a.json' }, '{}');
    archive.finalize();
    const bytes = gzipSync(await buffer(archive));

    const whole = await runProgram(requireProgram('tar-list'), [], { stdin: bytes });
    const cut = await runProgram(requireProgram('tar-list'), [], { stdin: bytes.subarray(0, -20) });

    const sha256 = createHash('sha256').update('{}').digest('hex');
    expect(JSON.parse(whole.stdout)).toEqual({ name: 'resources/a.json', type: '0', size: 2, sha256 });
    expect(cut).toMatchObject({ code: 2, stderr: 'unexpected EOF\n' });
  });
});

function userOf(namespace: string): string {
  return `system:serviceaccount:${namespace}:default`;
}
