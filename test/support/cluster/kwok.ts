import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { requireProgram } from '../../control-plane/programs.ts';
import { makeCertificate } from '../certificate.ts';
import type { ClusterRig } from '../cluster-rig.ts';
import { flags } from './flags.ts';
import { freePorts } from './free-ports.ts';
import { ProcessGroup } from './process-group.ts';

/**
 * Every command meant for a container `main` runs here, as a process of this machine. Without a stage kwok does not
 * start; this one is for no Node.
 */
const CONFIG = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterExec
metadata: {name: shell}
spec:
  execs:
    - containers: [main]
      local: {}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: {name: none}
spec:
  resourceRef: {apiGroup: v1, kind: Node}
  selector: {matchLabels: {none: none}}
  next: {}
`;

/** A Node on which commands can be run, and Pods made that say they run. */
export interface CommandNode extends AsyncDisposable {
  readonly name: string;
  /** Makes a Pod on the node with a container `main`, ready at once. */
  newPod(namespace: string, name: string, metadata?: object): Promise<void>;
  /** Puts a Pod on the node that is on none, and says that it runs. */
  start(namespace: string, pod: string): Promise<void>;
}

/**
 * Starts kwok as the kubelet of one Node: it answers exec on the real API server, with real processes. What the Node and
 * its Pods say of themselves is written by this rig.
 * @see https://kwok.sigs.k8s.io/docs/user/exec-configuration/
 */
export async function startCommandNode(rig: ClusterRig): Promise<CommandNode> {
  const processes = new ProcessGroup('kwok');
  const name = `node-${randomBytes(3).toString('hex')}`;
  const [port = 0] = await freePorts(1);
  const { certPem, keyPem } = makeCertificate();
  writeFileSync(processes.path('config.yaml'), CONFIG);
  writeFileSync(processes.path('tls.crt'), certPem);
  writeFileSync(processes.path('tls.key'), keyPem, { mode: 0o600 });
  const args = flags({
    config: processes.path('config.yaml'),
    kubeconfig: rig.kubeconfigFile,
    'manage-single-node': 'none',
    'server-address': `127.0.0.1:${port}`,
    'tls-cert-file': processes.path('tls.crt'),
    'tls-private-key-file': processes.path('tls.key'),
  });
  processes.start('kwok', requireProgram('kwok'), args);
  await processes.waitUntil('kwok listens', () => isListening(port));
  await rig.kubeletApi.create('/api/v1/nodes', { metadata: { name, labels: { 'kubernetes.io/hostname': name } } });
  const addresses = [{ type: 'InternalIP', address: '127.0.0.1' }];
  const daemonEndpoints = { kubeletEndpoint: { Port: port } };
  await rig.kubeletApi.patch(`/api/v1/nodes/${name}/status`, { status: { addresses, daemonEndpoints } });
  return {
    name,
    newPod: async (namespace, pod, metadata = {}) => {
      const path = `/api/v1/namespaces/${namespace}/pods`;
      const spec = { nodeName: name, containers: [{ name: 'main', image: 'shell' }] };
      await rig.kubeletApi.create(path, { metadata: { ...metadata, name: pod }, spec });
      await reportRunning(rig, namespace, pod);
    },
    start: async (namespace, pod) => {
      const target = { apiVersion: 'v1', kind: 'Node', name };
      const binding = { metadata: { name: pod, namespace }, target };
      await rig.kubeletApi.create(`/api/v1/namespaces/${namespace}/pods/${pod}/binding`, binding);
      await reportRunning(rig, namespace, pod);
    },
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

/** Writes what a kubelet says of a Pod whose containers run. */
async function reportRunning(rig: ClusterRig, namespace: string, pod: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
  const { spec } = await rig.kubeletApi.get<{ spec: { containers: readonly { name: string; image: string }[] } }>(path);
  const startedAt = '2026-11-21T02:17:00Z';
  const containerStatuses = spec.containers.map(({ name, image }) => ({
    name,
    image,
    imageID: '',
    restartCount: 0,
    ready: true,
    started: true,
    state: { running: { startedAt } },
  }));
  const conditions = [{ type: 'Ready', status: 'True' }];
  await rig.kubeletApi.patchStrategic(`${path}/status`, {
    status: { phase: 'Running', conditions, containerStatuses },
  });
}

async function isListening(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
