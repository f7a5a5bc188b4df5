import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { requireProgram } from '../../control-plane/programs.ts';
import { ApiClient } from './api-client.ts';
import { AUDIT_POLICY } from './audit-log.ts';
import { flags } from './flags.ts';
import { freePorts } from './free-ports.ts';
import { kubeconfigYaml } from './kubeconfig.ts';
import { ProcessGroup } from './process-group.ts';

/** Controllers that would delete Pods of a Node whose kubelet sends no heartbeats: ours is a stand-in. */
const WITHOUT_NODE_WATCH = '*,-node-lifecycle-controller,-taint-eviction-controller,-pod-garbage-collector-controller';

/** How a control plane is started. */
export interface ControlPlaneOptions {
  /** Value of kube-controller-manager's `--controllers`; false for none at all. Default: all that need no real Node. */
  readonly controllers?: string | false;
  readonly apiServerFlags?: readonly string[];
  /** What the Job controller waits before it retries a failed Pod; 10 s as released. */
  readonly jobBackoff?: string;
}

/** etcd, kube-apiserver and kube-controller-manager on loopback, as processes of one group. */
export interface ControlPlane {
  readonly processes: ProcessGroup;
  readonly url: string;
  readonly caPem: string;
  /** Acts as `admin`; closed with the rig. */
  readonly api: ApiClient;
  /** Bearer token of user `admin`, group `system:masters`. */
  readonly adminToken: string;
  /** Bearer token of the user that the kubelet stand-in acts as, so that audit tells them apart. */
  readonly kubeletToken: string;
  startControllers(): void;
}

/** Starts a control plane; resolves when `/readyz` answers. Ports taken in between are exchanged for others. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  for (let attempt = 1; ; attempt++) {
    const processes = new ProcessGroup('cluster');
    try {
      return await start(processes, options);
    } catch (error) {
      await processes[Symbol.asyncDispose]();
      if (attempt === 3 || !String(error).includes('address already in use')) throw error;
    }
  }
}

async function start(processes: ProcessGroup, options: ControlPlaneOptions): Promise<ControlPlane> {
  const [etcdPort = 0, peerPort = 0, apiPort = 0] = await freePorts(3);
  const tokens = { admin: newToken(), controllers: newToken(), kubelet: newToken() };
  const url = `https://127.0.0.1:${apiPort}`;
  writeInputs(processes, tokens);
  startEtcd(processes, etcdPort, peerPort);
  startApiServer(processes, etcdPort, apiPort, options);
  const caFile = processes.path('certs', 'apiserver.crt'); // also holds the authority that signed it
  await processes.waitUntil('kube-apiserver has its certificate', async () => textOf(caFile).includes('END CERT'));
  const caPem = textOf(caFile);
  const startControllers = (): void => {
    writeFileSync(processes.path('controllers.kubeconfig'), kubeconfigYaml(url, caPem, tokens.controllers), {
      mode: 0o600,
    });
    startControllerManager(processes, options);
  };
  if (options.controllers !== false) startControllers(); // it waits for the API server by itself
  const api = new ApiClient(url, caPem, tokens.admin);
  await processes.waitUntil('kube-apiserver is ready', () => api.isReady());
  return { processes, url, caPem, api, adminToken: tokens.admin, kubeletToken: tokens.kubelet, startControllers };
}

function writeInputs(processes: ProcessGroup, tokens: { admin: string; controllers: string; kubelet: string }): void {
  const keys = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const users = [
    `${tokens.admin},admin,admin,system:masters`,
    `${tokens.controllers},system:kube-controller-manager,controllers,system:masters`,
    `${tokens.kubelet},test-kubelet,kubelet,system:masters`,
  ];
  writeFileSync(processes.path('service-account.key'), keys.privateKey, { mode: 0o600 });
  writeFileSync(processes.path('service-account.pub'), keys.publicKey);
  writeFileSync(processes.path('tokens.csv'), `${users.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(processes.path('audit-policy.yaml'), AUDIT_POLICY);
}

function startEtcd(processes: ProcessGroup, clientPort: number, peerPort: number): void {
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const args = flags({
    'data-dir': processes.path('etcd'),
    'unsafe-no-fsync': true, // nothing here must survive a power cut
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    'log-level': 'error',
  });
  processes.start('etcd', requireProgram('etcd'), args);
}

function startApiServer(processes: ProcessGroup, etcdPort: number, port: number, options: ControlPlaneOptions): void {
  const args = flags({
    'etcd-servers': `http://127.0.0.1:${etcdPort}`,
    'bind-address': '127.0.0.1',
    'secure-port': port,
    'advertise-address': '192.0.2.1', // Endpoints refuse loopback; this one is for documentation, nothing is sent to it
    'cert-dir': processes.path('certs'),
    'service-cluster-ip-range': '10.96.0.0/16',
    'service-node-port-range': '30000-34095', // of so many the lowest 128 are not drawn: fixtures ask for some of them
    'authorization-mode': 'RBAC',
    'token-auth-file': processes.path('tokens.csv'),
    'allow-privileged': true,
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': processes.path('service-account.pub'),
    'service-account-signing-key-file': processes.path('service-account.key'),
    'audit-log-path': processes.path('audit.jsonl'),
    'audit-policy-file': processes.path('audit-policy.yaml'),
  });
  // Without controllers nobody makes default ServiceAccounts, and every Pod would be refused.
  if (options.controllers === false) args.push('--disable-admission-plugins=ServiceAccount');
  processes.start('kube-apiserver', requireProgram('kube-apiserver'), [...args, ...(options.apiServerFlags ?? [])]);
}

function startControllerManager(processes: ProcessGroup, options: ControlPlaneOptions): void {
  const args = flags({
    kubeconfig: processes.path('controllers.kubeconfig'),
    controllers: options.controllers || WITHOUT_NODE_WATCH,
    'leader-elect': false,
    'secure-port': 0,
    'service-account-private-key-file': processes.path('service-account.key'),
    'root-ca-file': processes.path('certs', 'apiserver.crt'),
    'kube-api-qps': 500,
    'kube-api-burst': 500,
  });
  const env = { ...process.env, TEST_JOB_BACKOFF: options.jobBackoff ?? '100ms' };
  processes.start('kube-controller-manager', requireProgram('kube-controller-manager'), args, env);
}

function newToken(): string {
  return randomBytes(16).toString('hex');
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
