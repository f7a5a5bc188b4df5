import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locateCluster } from '../../../../src/kube/connect/locate.ts';

const IN_POD = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  mkdirSync(join(home, '.kube'));
  mkdirSync(join(home, 'account'));
  writeFileSync(join(home, 'account', 'namespace'), 'backup\n');
});
afterEach(() => rmSync(home, { recursive: true }));

function write(name: string, server: string): string {
  const path = join(home, name);
  writeFileSync(
    path,
    `{current-context: x, contexts: [{name: x, context: {cluster: c}}], clusters: [{name: c, cluster: {server: "${server}"}}]}`,
  );
  return path;
}

function locate(environment: Record<string, string>, choice = {}) {
  return locateCluster(choice, { environment, home, serviceAccountDirectory: join(home, 'account') });
}

describe('locateCluster', () => {
  it('takes the kubeconfig that is named before everything else', () => {
    const [named, fromVariable] = [write('named', 'https://named'), write('variable', 'https://variable')];

    const target = locate({ ...IN_POD, KUBECONFIG: fromVariable }, { kubeconfig: named });

    expect(target.server).toBe('https://named');
  });

  it("takes KUBECONFIG before the Pod's own cluster", () => {
    const target = locate({ ...IN_POD, KUBECONFIG: write('variable', 'https://variable') });

    expect(target.server).toBe('https://variable');
  });

  it("takes the Pod's own cluster before a kubeconfig that merely lies there", () => {
    write('.kube/config', 'https://home');

    const target = locate(IN_POD);

    expect(target).toEqual({
      server: 'https://10.96.0.1:443',
      namespace: 'backup',
      ca: { file: join(home, 'account', 'ca.crt') },
      insecureSkipTlsVerify: false,
      tlsServerName: undefined,
      proxyUrl: undefined,
      user: { tokenFile: join(home, 'account', 'token') },
    });
  });

  it('takes the kubeconfig of the home outside a Pod, and acts as whom it is told', () => {
    write('.kube/config', 'https://home');

    const target = locate({}, { as: 'jane' });

    expect(target).toMatchObject({ server: 'https://home', user: { impersonate: { user: 'jane' } } });
  });

  it('says what to name where there is nothing', () => {
    expect(() => locate({})).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('KUBECONFIG') }),
    );
  });
});
