import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kubeconfigTarget } from '../../../../src/kube/connect/kubeconfig.ts';
import { RunError } from '../../../../src/domain/problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, name = 'config'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function config(user: string, cluster = 'server: https://api.example.com'): string {
  return `
current-context: main
contexts: [{name: main, context: {cluster: c, user: u, namespace: shop}}, {name: other, context: {cluster: c}}]
clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
`;
}

function problemOf(action: () => unknown): RunError {
  try {
    action();
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  return expect.fail('this should have failed');
}

describe('kubeconfigTarget', () => {
  it('reads server, namespace, authority and token of the current context', () => {
    const ca = Buffer.from('PEM').toString('base64');
    const path = write(
      config('token: " t\\n"', `server: "https://api.example.com:6443/", certificate-authority-data: ${ca}`),
    );

    const target = kubeconfigTarget(path, undefined);

    expect(target).toEqual({
      server: 'https://api.example.com:6443',
      namespace: 'shop',
      ca: { pem: 'PEM' },
      insecureSkipTlsVerify: false,
      tlsServerName: undefined,
      proxyUrl: undefined,
      user: { token: 't' },
    });
  });

  it('keeps the path of a server behind a gateway, and drops credentials in its URL', () => {
    const path = write(config('token: t', 'server: "https://me:secret@rancher.example.com/k8s/clusters/c-1/?x=1"'));

    const { server } = kubeconfigTarget(path, undefined);

    expect(server).toBe('https://rancher.example.com/k8s/clusters/c-1');
  });

  it('takes the context that is asked for, without a user where it names none', () => {
    const path = write(config('token: t'));

    const target = kubeconfigTarget(path, 'other');

    expect(target).toMatchObject({ namespace: 'default', user: {} });
  });

  it('starts relative names at the file they stand in', () => {
    const user =
      'client-certificate: a.crt, client-key: /abs/a.key, tokenFile: run/token, exec: {command: bin/login, apiVersion: v1}';
    const path = write(config(user, 'server: "https://x", certificate-authority: ca.crt'));

    const target = kubeconfigTarget(path, undefined);

    expect(target.ca).toEqual({ file: join(folder, 'ca.crt') });
    expect(target.user).toMatchObject({
      clientCert: { file: join(folder, 'a.crt') },
      clientKey: { file: '/abs/a.key' },
      tokenFile: join(folder, 'run/token'),
      exec: { command: join(folder, 'bin/login') },
    });
  });

  it('takes data before files, as kubectl does', () => {
    const data = Buffer.from('INLINE').toString('base64');
    const path = write(config(`client-key-data: ${data}, client-key: a.key`));

    const { user } = kubeconfigTarget(path, undefined);

    expect(user.clientKey).toEqual({ pem: 'INLINE' });
  });

  it('reads exec plugins, passwords, providers and impersonation', () => {
    const path = write(`
current-context: main
contexts: [{name: main, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://x", insecure-skip-tls-verify: true, tls-server-name: api, proxy-url: "http://p"}}]
users:
  - name: u
    user:
      username: jane
      password: secret
      as: joe
      as-uid: "7"
      as-groups: [dev]
      auth-provider: {name: oidc, config: {client-id: x}}
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: login
        args: [--quiet]
        env: [{name: REGION, value: eu}]
        installHint: get it
        interactiveMode: Always
        provideClusterInfo: true
`);

    const target = kubeconfigTarget(path, undefined);

    expect(target).toMatchObject({ insecureSkipTlsVerify: true, tlsServerName: 'api', proxyUrl: 'http://p' });
    expect(target.user).toEqual({
      basic: { username: 'jane', password: 'secret' },
      impersonate: { user: 'joe', uid: '7', groups: ['dev'] },
      authProvider: { name: 'oidc', config: { 'client-id': 'x' } },
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'login',
        args: ['--quiet'],
        env: { REGION: 'eu' },
        installHint: 'get it',
        needsTerminal: true,
        wantsClusterInfo: true,
      },
    });
  });

  it('merges several files: the first that says something wins', () => {
    const first = write('contexts: [{name: main, context: {cluster: c, user: u, namespace: first}}]', 'first');
    const second = write(config('token: t'), 'second');

    const target = kubeconfigTarget([first, second].join(delimiter), undefined);

    expect(target).toMatchObject({ namespace: 'first', user: { token: 't' } });
  });

  it('ignores files of a list that are not there, as kubectl does', () => {
    const paths = [join(folder, 'missing'), write(config('token: t')), join(folder, 'gone')].join(delimiter);

    const target = kubeconfigTarget(paths, undefined);

    expect(target.user).toEqual({ token: 't' });
  });

  it('says so where no file of a list is there', () => {
    const paths = [join(folder, 'missing'), join(folder, 'gone')].join(delimiter);

    const problem = problemOf(() => kubeconfigTarget(paths, undefined));

    expect([problem.code, problem.message, problem.hint]).toEqual([
      'usage',
      expect.stringContaining('missing: there is no such file'),
      'Name another file with --kubeconfig or KUBECONFIG.',
    ]);
  });

  it('names the contexts there are where the one asked for is not', () => {
    const path = write(config('token: t'));

    const problem = problemOf(() => kubeconfigTarget(path, 'mian'));

    expect(problem).toMatchObject({ code: 'usage', message: expect.stringContaining('mian') });
    expect(problem.hint).toContain('main, other');
  });

  it.each([
    ['a file that is not there', undefined],
    ['an empty file', ''],
    ['a list', '- a'],
    ['no YAML', 'users: [{name: u, user: {token: canary-secret'],
    ['no current context', 'clusters: []'],
    ['a cluster without a server', config('token: canary-secret', 'x: y')],
    ['a server that is no URL', config('token: canary-secret', 'server: api.example.com')],
  ])('refuses %s, and quotes nothing of it', (_, text) => {
    const path = text === undefined ? join(folder, 'none') : write(text);

    const problem = problemOf(() => kubeconfigTarget(path, undefined));

    expect(problem.code).toBe('usage');
    expect(`${problem.message} ${problem.hint} ${problem.stack}`).not.toContain('canary');
  });
});
