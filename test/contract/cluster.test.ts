import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Cluster } from '../../src/kube/cluster.ts';
import { openCluster } from '../../src/kube/open.ts';
import { startApiServer } from '../support/api-server/api-server.ts';
import { shell, shellPod } from '../support/shell.ts';
import { aContext } from '../support/context.ts';
import type { ClusterUnderTest } from './cluster-stage.ts';
import { describeCluster } from './cluster.ts';

describeCluster('the in-memory API server', openInMemory, { forgets: true, tellsExitCodes: true });

async function openInMemory(): Promise<ClusterUnderTest> {
  const server = await startApiServer();
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  const agent = new Agent({ connect: { ca: server.caPem } });
  const open = (kubeconfig: string): Cluster => {
    const file = join(folder, randomBytes(4).toString('hex'));
    writeFileSync(file, kubeconfig);
    return openCluster(aContext(), { kubeconfig: file });
  };
  const cluster = open(server.kubeconfig);
  return {
    cluster,
    newNamespace: async () => {
      const name = `test-${randomBytes(4).toString('hex')}`;
      server.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }]);
      return name;
    },
    raw: async (path) => {
      const headers = { authorization: `Bearer ${server.token}` };
      const { body } = await request(server.url + path, { dispatcher: agent, headers });
      return Buffer.from(await body.arrayBuffer());
    },
    asLister: async (namespace) => {
      const token = randomBytes(8).toString('hex');
      const rules = [{ verbs: ['list'], apiGroups: [''], resources: ['configmaps'], namespace }];
      server.users.set(token, { token, name: `lister-of-${namespace}`, rules });
      return open(server.kubeconfigOf(token));
    },
    asStranger: async () => open(server.kubeconfigOf('unknown')),
    newShell: async (namespace, name) => {
      server.seed([shellPod(namespace, name)]);
      server.onCommand(shell);
    },
    newPrinter: async (namespace, name, text) => {
      server.seed([shellPod(namespace, name)]);
      server.logs.set(`${namespace}/${name}`, text);
    },
    compact: async () => server.compact(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([cluster.close(), agent.close()]);
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
