import { randomBytes } from 'node:crypto';
import type { ClusterRig } from './cluster-rig.ts';
import { type ApiClient, ApiRefusal } from './cluster/api-client.ts';
import { ProcessGroup } from './cluster/process-group.ts';
import { type LogServer, startLogServer } from './kubelet/log-server.ts';
import { type KubeletOptions, type PodHost, PodRun } from './kubelet/pod-run.ts';
import type { Pod } from './kubelet/pod.ts';

/**
 * Starts a stand-in for a node and its kubelet: Pods that run to an end (`restartPolicy: Never`, one container) are
 * bound to its node and run here as processes, with real mounts, environment, ServiceAccount token, signals, status and
 * logs.
 * What Jobs and CronJobs do about them is the real controllers' doing. Other Pods stay Pending.
 */
export async function startKubelet(rig: ClusterRig, options: KubeletOptions): Promise<Kubelet> {
  const kubelet = new Kubelet(rig, options, `node-${randomBytes(3).toString('hex')}`);
  await kubelet.start();
  return kubelet;
}

/** One node without a machine. Ending it kills what runs and says nothing to the API server, like a power cut. */
export class Kubelet implements AsyncDisposable {
  readonly node: string;
  readonly #stop = new AbortController();
  readonly #host: PodHost;
  readonly #runs = new Map<string, PodRun>();
  readonly #failures: unknown[] = [];
  #loop = Promise.resolve();
  #logs: LogServer | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(rig: ClusterRig, options: KubeletOptions, node: string) {
    this.node = node;
    this.#host = { rig, options, processes: new ProcessGroup('kubelet'), gone: this.#stop.signal };
  }

  /** Makes the Node, says where its logs are, and begins to run Pods. */
  async start(): Promise<void> {
    const { node } = this;
    const findRun = (namespace: string, pod: string): PodRun | undefined =>
      this.runs.findLast((run) => run.namespace === namespace && run.name === pod);
    this.#logs = await startLogServer(findRun);
    await this.#api.create('/api/v1/nodes', { metadata: { name: node, labels: { 'kubernetes.io/hostname': node } } });
    const addresses = [{ type: 'InternalIP', address: '127.0.0.1' }];
    const daemonEndpoints = { kubeletEndpoint: { Port: this.#logs.port } };
    await this.#api.patch(`/api/v1/nodes/${node}/status`, { status: { addresses, daemonEndpoints } });
    this.#loop = this.#watch().catch((error: unknown) => void this.#failures.push(error));
  }

  /** Every Pod that was started, in that order. */
  get runs(): readonly PodRun[] {
    return [...this.#runs.values()];
  }

  /** The run of a Job's first Pod, or of a later attempt (1, 2, …); resolves when that has been started. */
  async podOf(namespace: string, job: string, attempt = 0): Promise<PodRun> {
    for (;;) {
      const isOfJob = ({ pod }: PodRun): boolean => pod.metadata.labels?.['batch.kubernetes.io/job-name'] === job;
      const run = this.runs.filter((it) => it.namespace === namespace && isOfJob(it))[attempt];
      if (run !== undefined) return run;
      if (this.#stop.signal.aborted) throw new Error(`The kubelet stand-in ended before attempt ${attempt} of ${job}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Sends a signal to the process of a Pod, by the Pod's name. */
  async kill(pod: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const run = this.runs.findLast(({ name }) => name === pod);
    if (run === undefined) throw new Error(`${pod} was never started`);
    await run.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#loop;
    this.#logs?.close();
    await this.#host.processes[Symbol.asyncDispose]();
    await Promise.allSettled(this.runs.map(({ done }) => done));
    if (this.#failures.length > 0) throw new AggregateError(this.#failures, `kubelet: ${String(this.#failures[0])}`);
  }

  get #api(): ApiClient {
    return this.#host.rig.kubeletApi;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const pods = await this.#api.get<{ metadata: { resourceVersion: string }; items: Pod[] }>('/api/v1/pods');
        for (const pod of pods.items) this.#see(pod);
        for await (const event of this.#api.watch<Pod>('/api/v1/pods', pods.metadata.resourceVersion, signal)) {
          if (event.type === 'ADDED' || event.type === 'MODIFIED') this.#see(event.object);
          if (event.type === 'DELETED')
            void this.#runs
              .get(event.object.metadata.uid)
              ?.terminate(0)
              .catch(() => undefined);
        }
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
    }
  }

  #see(pod: Pod): void {
    this.#act(pod).catch((error: unknown) => {
      if (this.#stop.signal.aborted) return;
      if (!(error instanceof ApiRefusal && [404, 409].includes(error.status))) this.#failures.push(error);
    });
  }

  /** One step towards what the Pod asks for; each step changes the Pod, so that its next event asks for the next one. */
  async #act(pod: Pod): Promise<void> {
    const { namespace, name, uid, deletionTimestamp, deletionGracePeriodSeconds = 30 } = pod.metadata;
    if (pod.spec.restartPolicy !== 'Never' || this.#host.options.namespaces?.includes(namespace) === false) return;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const run = this.#runs.get(uid);
    if (pod.spec.nodeName === undefined) {
      if (deletionTimestamp !== undefined || pod.spec.schedulingGates?.length) return;
      const target = { apiVersion: 'v1', kind: 'Node', name: this.node };
      await this.#api.create(`${path}/binding`, { metadata: { name, namespace }, target });
    } else if (pod.spec.nodeName === this.node && deletionTimestamp !== undefined) {
      await run?.terminate(deletionGracePeriodSeconds);
      await this.#api.delete(path, { gracePeriodSeconds: 0, preconditions: { uid } });
    } else if (pod.spec.nodeName === this.node && run === undefined && pod.status.phase === 'Pending') {
      this.#runs.set(uid, new PodRun(this.#host, pod));
      this.#wake();
      await this.#runs.get(uid)?.done;
    }
  }

  #wake(): void {
    for (const resume of this.#waiting) resume();
    this.#waiting.clear();
  }
}
