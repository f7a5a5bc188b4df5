import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterRig } from '../cluster-rig.ts';
import { ApiRefusal } from '../cluster/api-client.ts';
import type { ProcessGroup } from '../cluster/process-group.ts';
import { ContainerProcess } from './container-process.ts';
import { containerEnvironment, expand } from './environment.ts';
import { MissingSource, PodSources } from './pod-sources.ts';
import {
  DISRUPTION,
  endedStatus,
  neverStartedStatus,
  runningStatus,
  terminationMessage,
  waitingStatus,
} from './pod-status.ts';
import type { Container, Pod } from './pod.ts';
import type { ContainerCommand, ContainerRuntime } from './runtime.ts';
import type { Mount } from './sandbox.ts';
import { makeVolume } from './volumes.ts';

/** What takes the place of container runtime and storage. */
export interface KubeletOptions {
  readonly runtime: ContainerRuntime;
  /** Only Pods of these namespaces are run; all by default. */
  readonly namespaces?: readonly string[];
  /** Directories behind claims and host paths, by claim name or host path. */
  readonly storage?: Readonly<Record<string, string>>;
}

/** Where Pods run: what all runs of one kubelet share. */
export interface PodHost {
  readonly rig: ClusterRig;
  readonly options: KubeletOptions;
  readonly processes: ProcessGroup;
  /** Aborted when the kubelet itself is gone: nothing is reported any more. */
  readonly gone: AbortSignal;
}

/** One Pod from its start to its end. Tests hold it to look at its log and volumes, and to hurt it. */
export class PodRun {
  readonly pod: Pod;
  readonly name: string;
  readonly namespace: string;
  /** Resolves, with the exit code, when the end is in the Pod's status; undefined when it never started. */
  readonly done: Promise<number | undefined>;
  readonly #host: PodHost;
  readonly #started = Promise.withResolvers<ContainerProcess | undefined>();
  readonly #stop = new AbortController();
  readonly #volumes = new Map<string, string>();
  #isDisrupted = false;
  #termination: Promise<void> | undefined;

  constructor(host: PodHost, pod: Pod) {
    this.pod = pod;
    this.name = pod.metadata.name;
    this.namespace = pod.metadata.namespace;
    this.#host = host;
    this.done = this.#run();
    this.done.catch(() => undefined); // whoever awaits it sees it; the kubelet reports it when it ends
  }

  /** Everything the container printed so far. */
  async log(): Promise<string> {
    return (await this.#started.promise)?.log ?? '';
  }

  /** Resolves when the container has printed `text`; throws when it ends without. */
  async printed(text: string): Promise<void> {
    const process = await this.#started.promise;
    if (process === undefined) throw new Error(`${this.name} never started`);
    await process.printed(text);
  }

  /** Resolves when more than `length` characters have been printed; false when nothing more will come. */
  async morePrinted(length: number): Promise<boolean> {
    return (await (await this.#started.promise)?.morePrinted(length)) ?? false;
  }

  /** Host path of a volume. */
  async volume(name: string): Promise<string> {
    await this.#started.promise;
    const path = this.#volumes.get(name);
    if (path === undefined) throw new Error(`${this.name} has no volume ${name}`);
    return path;
  }

  /** Sends a signal to the container's process, from outside Kubernetes, as the kernel's OOM killer does. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await (await this.#started.promise)?.kill(signal);
  }

  /** What a node in need, or one that shuts down, does: SIGTERM, SIGKILL, and a status with `DisruptionTarget`. */
  async disrupt(): Promise<void> {
    this.#isDisrupted = true;
    await this.terminate(this.pod.spec.terminationGracePeriodSeconds ?? 30);
  }

  /** SIGTERM once, SIGKILL after the grace period, at once for none; resolves when the end is in the status. */
  async terminate(graceSeconds: number): Promise<void> {
    this.#stop.abort();
    if (graceSeconds === 0) await this.kill('SIGKILL');
    this.#termination ??= this.#terminate(graceSeconds);
    await this.#termination;
  }

  async #terminate(graceSeconds: number): Promise<void> {
    await this.kill('SIGTERM');
    const timer = setTimeout(() => void this.kill('SIGKILL'), graceSeconds * 1000);
    await this.done.finally(() => clearTimeout(timer));
  }

  async #run(): Promise<number | undefined> {
    const directory = this.#host.processes.path(this.pod.metadata.uid);
    const [container] = this.pod.spec.containers;
    if (container === undefined) throw new Error('A Pod has a container');
    const process = await this.#start(directory, container).catch((error: unknown) => {
      this.#started.resolve(undefined);
      throw error;
    });
    this.#started.resolve(process);
    if (process === undefined) {
      await this.#report(neverStartedStatus());
      return undefined;
    }
    const exit = await process.exited;
    const file = join(directory, 'termination-log');
    const message = await terminationMessage(file, container, exit.code, process.log);
    if (this.#isDisrupted) await this.#report({ conditions: [DISRUPTION] });
    await this.#report(endedStatus(container, exit, message));
    return exit.code;
  }

  /** Starts the container as soon as all it refers to is there; undefined when the Pod is to end before. */
  async #start(directory: string, container: Container): Promise<ContainerProcess | undefined> {
    while (!this.#stop.signal.aborted) {
      try {
        const process = new ContainerProcess(await this.#prepare(directory, container));
        this.#host.processes.adopt(this.pod.metadata.uid, process.child, process.behind);
        await this.#report(runningStatus(container, process.startedAt));
        return process;
      } catch (error) {
        if (!(error instanceof MissingSource)) throw error;
        await this.#report(waitingStatus(container, 'CreateContainerConfigError', error.message));
        await new Promise((resume) => setTimeout(resume, 250));
      }
    }
    return undefined;
  }

  async #prepare(directory: string, container: Container): Promise<ContainerCommand> {
    const { pod } = this;
    await rm(directory, { recursive: true, force: true }); // an earlier attempt may have stopped half-way
    await mkdir(directory);
    const sources = new PodSources(this.#host.rig, pod);
    const environment = await containerEnvironment(pod, container, sources);
    const expanded = (words: readonly string[]): string[] => words.map((word) => expand(word, environment));
    const { securityContext: own, command, args = [] } = container;
    const group = own?.runAsGroup ?? pod.spec.securityContext?.runAsGroup;
    return this.#host.options.runtime({
      pod,
      container,
      user: own?.runAsUser ?? pod.spec.securityContext?.runAsUser,
      group,
      extraGroup: pod.spec.securityContext?.fsGroup ?? group,
      directory,
      mounts: await this.#mounts(directory, container, sources),
      environment,
      command: command && expanded(command),
      args: expanded(args),
    });
  }

  async #mounts(directory: string, container: Container, sources: PodSources): Promise<Mount[]> {
    const storage = this.#host.options.storage ?? {};
    for (const volume of this.pod.spec.volumes ?? []) {
      this.#volumes.set(volume.name, await makeVolume(this.pod, volume, sources, join(directory, 'volumes'), storage));
    }
    const log = join(directory, 'termination-log');
    await writeFile(log, '');
    await chmod(log, 0o666);
    const volumes = (container.volumeMounts ?? []).map(({ name, mountPath, subPath = '', readOnly = false }) => {
      const target = mountPath.replace(/\/+$/, '');
      return {
        source: join(this.#volumes.get(name) ?? '', subPath),
        target,
        readOnly: readOnly || this.#isProjected(name),
      };
    });
    return [
      ...volumes,
      { source: log, target: container.terminationMessagePath ?? '/dev/termination-log', readOnly: false },
    ];
  }

  /** Kubelets mount what they project read-only, asked or not. */
  #isProjected(name: string): boolean {
    const volume = this.pod.spec.volumes?.find((it) => it.name === name);
    return Boolean(volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI);
  }

  async #report(status: object): Promise<void> {
    if (this.#host.gone.aborted) return;
    const path = `/api/v1/namespaces/${this.namespace}/pods/${this.name}/status`;
    try {
      await this.#host.rig.kubeletApi.patchStrategic(path, { status });
    } catch (error) {
      if (!(error instanceof ApiRefusal && error.status === 404)) throw error; // deleted by force: nobody to tell
    }
  }
}
