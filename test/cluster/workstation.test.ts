import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/domain/result/result.ts';
import { makeAuthority } from '../support/certificate.ts';
import { type ProgramOutcome, runProgram } from '../support/cluster/run-program.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { kubeconfigFor } from '../support/fault-proxy-cluster.ts';
import { backupsIn, seeArchive } from '../support/installation-archive.ts';
import { problemsOfResult } from '../support/result-schema.ts';
import { SHOP_FILES } from '../support/shop/shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** May list everything, and nothing else: a person with a certificate, and a ServiceAccount with a token. */
const READERS = [
  { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'carol' },
  { kind: 'ServiceAccount', namespace: 'default', name: 'default' },
];

describe('lifeboat on a workstation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'workstation-'));
  const authority = makeAuthority();
  let rig: ClusterRig;
  let storage: StorageRig;
  let token: string;
  beforeAll(async () => {
    const clientCa = join(folder, 'clients.crt');
    writeFileSync(clientCa, authority.caPem);
    const starting = startClusterRig({ apiServerFlags: [`--client-ca-file=${clientCa}`] });
    [rig, storage] = await Promise.all([starting, startStorageRig()]);
    await rig.kubectl(['apply', ...SHOP_FILES.slice(0, 2).map((file) => `--filename=${fileURLToPath(file)}`)]);
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['list'] }];
    await rig.api.create(`${rbac}/clusterroles`, { metadata: { name: 'reader' }, rules });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' };
    await rig.api.create(`${rbac}/clusterrolebindings`, { metadata: { name: 'readers' }, roleRef, subjects: READERS });
    token = /token: "([^"]+)"/.exec(await rig.serviceAccountKubeconfig('default', 'default'))?.[1] ?? '';
  });
  afterAll(async () => {
    await Promise.all([storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
    rmSync(folder, { recursive: true });
  });

  /** Runs the command line as its own process, in an environment that knows nothing else. */
  const lifeboat = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ProgramOutcome> =>
    runProgram(process.execPath, [MAIN, ...args], { env: { HOME: folder, ...env } });
  /** A folder with a kubeconfig of a user, and the files it names; returns the kubeconfig's path. */
  const kubeconfigWith = (name: string, user: string, files: Readonly<Record<string, string>> = {}): string => {
    const home = join(folder, name);
    mkdirSync(home);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text, { mode: 0o700 });
    writeFileSync(join(home, 'config'), kubeconfigFor(rig, { user }));
    return join(home, 'config');
  };

  it('backs a namespace up into a folder, which tells about it without a cluster', async () => {
    const root = join(folder, 'backups');
    const KUBECONFIG = kubeconfigWith('token', `token: ${token}`);
    const backup = ['backup', '--namespace', 'shop', '--to', root, '--name', 'before-upgrade'];

    const made = await lifeboat([...backup, '--output', 'json', '--quiet'], { KUBECONFIG });
    const list = await lifeboat(['list', '--from', root]);
    const described = await lifeboat(['describe', 'before-upgrade', '--from', root, '--details']);
    const logs = await lifeboat(['logs', 'before-upgrade', '--from', root]);

    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(problemsOfResult(made.stdout)).toEqual([]);
    const result = JSON.parse(made.stdout) as RunResult;
    expect(result).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0, trigger: 'Workstation' });
    expect(list).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^before-upgrade +Completed /m) });
    expect(described).toMatchObject({ code: 0, stderr: '' });
    expect(described.stdout).toContain('shop/storefront');
    expect(logs.stdout).toContain('"message":"backup begun"');
    expect((await seeArchive(root, 'before-upgrade')).sha256).toBe(result.backup?.archiveSha256);
  });

  it('backs a namespace up into a bucket, under a prefix', async () => {
    const bucket = await storage.bucket();
    const KUBECONFIG = join(folder, 'token/config');
    const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, region: AWS_REGION } = storage;
    const env = { KUBECONFIG, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION };
    const [root, endpoint] = [`s3://${bucket}/team/prod`, `--s3-endpoint=${storage.endpoint}`];

    const made = await lifeboat(
      ['backup', '--namespace=shop', `--to=${root}`, endpoint, '--output=name', '--quiet'],
      env,
    );
    const name = made.stdout.trim();
    const list = await lifeboat(['list', `--from=${root}`, endpoint, '--output=name'], env);
    const described = await lifeboat(['describe', name, `--from=${root}`, endpoint], env);
    const logs = await lifeboat(['logs', name, `--from=${root}`, endpoint], env);

    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(name).toMatch(/^manual-\d{14}-[0-9a-f]{6}$/);
    expect([list.stdout.trim(), described.code, logs.code]).toEqual([name, 0, 0]);
    const kept = join(storage.root, bucket, 'team/prod');
    expect(backupsIn(kept)).toEqual([name]);
    const archive = await seeArchive(kept, name);
    expect(archive.sha256).toBe(archive.announcedSha256);
    expect([made, list, described, logs].map(({ stdout }) => stdout).join('')).not.toContain(AWS_SECRET_ACCESS_KEY);
  });

  it.each(['a token file', 'an exec plugin', 'a client certificate'] as const)(
    'reaches the cluster with %s',
    async (what) => {
      const { certPem, keyPem } = authority.issue({ commonName: 'carol' });
      const credential = { kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token } };
      const exec = 'exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}';
      const plugin = `#!/bin/sh\necho called >>"$(dirname "$0")/calls"\necho '${JSON.stringify(credential)}'\n`;
      const [home, root] = [what.replaceAll(' ', '-'), join(folder, `backups of ${what}`)];
      const kubeconfig = {
        'a token file': () => kubeconfigWith(home, 'tokenFile: token', { token: `${token}\n` }),
        'an exec plugin': () => kubeconfigWith(home, exec, { plugin }),
        'a client certificate': () =>
          kubeconfigWith(home, 'client-certificate: tls.crt, client-key: tls.key', {
            'tls.crt': certPem,
            'tls.key': keyPem,
          }),
      }[what]();

      const made = await lifeboat(
        ['backup', '--namespace=shop', `--to=${root}`, `--kubeconfig=${kubeconfig}`, '--quiet'],
        {
          PATH: process.env['PATH'] ?? '',
        },
      );

      expect(made).toMatchObject({ code: 0, stderr: '' });
      expect(backupsIn(root)).toHaveLength(1);
      if (what === 'an exec plugin') expect(readFileSync(join(folder, home, 'calls'), 'utf8')).toBe('called\n');
    },
  );

  it('only lists, and asks what it may do: nothing is written to the cluster', async () => {
    const users = ['carol', 'system:serviceaccount:default:default'];

    const events = (await rig.audit()).filter(({ user }) => users.includes(user.username));

    expect(new Set(events.map(({ user }) => user.username))).toEqual(new Set(users));
    const writes = events.filter(
      ({ verb, objectRef }) => !['get', 'list'].includes(verb) && objectRef?.apiGroup !== 'authorization.k8s.io',
    );
    expect(writes).toEqual([]);
  });
});
