import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { requireProgram } from '../control-plane/programs.ts';
import { ApiClient, type KubeObject } from './cluster/api-client.ts';
import { type AuditEvent, readAuditLog } from './cluster/audit-log.ts';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './cluster/control-plane.ts';
import { kubeconfigYaml } from './cluster/kubeconfig.ts';
import { givenToNamespace } from './cluster/keeping-controllers.ts';
import { type ProgramOutcome, runProgram } from './cluster/run-program.ts';

/** How a Job ended: `Complete` or `Failed`, and for what reason. */
export interface JobEnd {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface Job {
  readonly status: { readonly conditions?: readonly JobEnd[] };
}

/** Starts a private control plane: real etcd, kube-apiserver and kube-controller-manager, on free loopback ports, with RBAC. */
export async function startClusterRig(options: ControlPlaneOptions = {}): Promise<ClusterRig> {
  const rig = new ClusterRig(await startControlPlane(options), options.controllers !== false);
  if (options.controllers !== false) await rig.awaitServiceAccounts('default');
  return rig;
}

/** One real cluster without nodes, gone with `await using`. A Pod in it runs only under `startKubelet`. */
export class ClusterRig implements AsyncDisposable {
  readonly url: string;
  readonly caPem: string;
  /** Kubeconfig (YAML) of an administrator. */
  readonly kubeconfig: string;
  readonly kubeconfigFile: string;
  /** The administrator's. */
  readonly token: string;
  /** Temporary; holds the logs of the processes (`kube-apiserver.log`, …) and whatever a test puts there. */
  readonly stateDirectory: string;
  /** Requests as administrator. */
  readonly api: ApiClient;
  /** Requests as the kubelet stand-in, another user in the audit log. */
  readonly kubeletApi: ApiClient;
  readonly #plane: ControlPlane;
  readonly #namespacesAreServed: boolean;

  constructor(plane: ControlPlane, namespacesAreServed: boolean) {
    this.#plane = plane;
    this.#namespacesAreServed = namespacesAreServed;
    this.url = plane.url;
    this.caPem = plane.caPem;
    this.api = plane.api;
    this.kubeletApi = new ApiClient(plane.url, plane.caPem, plane.kubeletToken);
    this.stateDirectory = plane.processes.directory;
    this.token = plane.adminToken;
    this.kubeconfig = kubeconfigYaml(plane.url, plane.caPem, plane.adminToken);
    this.kubeconfigFile = plane.processes.path('kubeconfig');
    writeFileSync(this.kubeconfigFile, this.kubeconfig, { mode: 0o600 });
  }

  /** Runs kubectl, by default as administrator; a non-zero exit code is returned, not thrown. */
  async kubectl(
    args: readonly string[],
    options: { readonly stdin?: string; readonly kubeconfig?: string } = {},
  ): Promise<ProgramOutcome> {
    const kubeconfig = options.kubeconfig === undefined ? this.kubeconfigFile : this.#keep(options.kubeconfig);
    const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: this.stateDirectory }; // its caches end with the rig
    return runProgram(requireProgram('kubectl'), args, { env, stdin: options.stdin ?? '' });
  }

  /** A namespace of its own for a test, with its default ServiceAccount and `kube-root-ca.crt`. */
  async namespace(prefix = 'test'): Promise<string> {
    const name = `${prefix}-${randomBytes(4).toString('hex')}`;
    await this.api.create('/api/v1/namespaces', { metadata: { name } });
    if (this.#namespacesAreServed) await this.awaitServiceAccounts(name);
    else await this.api.create(`/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'default' } });
    return name;
  }

  /** Kubeconfig (YAML) with a real token of a ServiceAccount that exists, valid for an hour. */
  async serviceAccountKubeconfig(namespace: string, name: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
    const { status } = await this.api.create<{ status: { token: string } }>(path, request);
    return kubeconfigYaml(this.url, this.caPem, status.token, namespace);
  }

  /** Every request answered so far, in the order of the answers, the rig's own among them. */
  async audit(): Promise<AuditEvent[]> {
    const mark = `/version?audit-mark=${randomBytes(8).toString('hex')}`;
    await this.api.get(mark); // the log is written in order: with the mark in it, everything before it is in it too
    const file = this.#plane.processes.path('audit.jsonl');
    let events: AuditEvent[] = [];
    const isMark = (event: AuditEvent): boolean => event.requestURI === mark;
    await this.#plane.processes.waitUntil('the audit log is written', async () => {
      events = await readAuditLog(file);
      return events.some(isMark);
    });
    return events.filter((event) => !isMark(event));
  }

  /** Looks at one object until `isDone` holds, and returns it as it is then. */
  async waitFor<T = KubeObject>(path: string, isDone: (object: T) => boolean, timeoutMs?: number): Promise<T> {
    let object: T | undefined;
    const look = async (): Promise<boolean> => {
      object = await this.api.find<T>(path);
      return object !== undefined && isDone(object);
    };
    await this.#plane.processes.waitUntil(`${path} is as awaited`, look, timeoutMs);
    return object as T;
  }

  /** Waits for a Job's end and returns the condition that tells it. */
  async jobEnd(namespace: string, name: string): Promise<JobEnd> {
    const endOf = ({ status }: Job): JobEnd | undefined =>
      status.conditions?.find((it) => it.status === 'True' && (it.type === 'Complete' || it.type === 'Failed'));
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`;
    const job = await this.waitFor<Job>(path, (it) => endOf(it) !== undefined);
    return endOf(job) as JobEnd;
  }

  /** Ends kube-controller-manager at once: from then on only tests change anything. */
  async stopControllers(): Promise<void> {
    await this.#plane.processes.kill('kube-controller-manager');
  }

  /** Starts kube-controller-manager again; its controllers act a moment later. */
  startControllers(): void {
    this.#plane.startControllers();
  }

  /** Resolves when the controllers have given a namespace its ServiceAccount and root certificate. */
  async awaitServiceAccounts(namespace: string): Promise<void> {
    await this.#plane.processes.waitUntil(`${namespace} has its default ServiceAccount`, async () => {
      const found = await Promise.all(givenToNamespace(namespace).map((path) => this.api.find(path)));
      return found.every((object) => object !== undefined);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.api.close(), this.kubeletApi.close()]);
    await this.#plane.processes[Symbol.asyncDispose]();
  }

  #keep(kubeconfig: string): string {
    const file = this.#plane.processes.path(`kubeconfig-${randomBytes(4).toString('hex')}`);
    writeFileSync(file, kubeconfig, { mode: 0o600 });
    return file;
  }
}
