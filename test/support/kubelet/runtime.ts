import { resolve } from 'node:path';
import type { Container, Pod } from './pod.ts';
import { type Mount, programFolder, writeSandbox } from './sandbox.ts';

/** A container as its Pod describes it, with all that the kubelet has made for it. */
export interface ContainerSpec {
  readonly pod: Pod;
  readonly container: Container;
  /** As whom it runs: the container's own wish, else the Pod's, else the image's. */
  readonly user: number | undefined;
  readonly group: number | undefined;
  /** Further group, as `fsGroup` gives it. */
  readonly extraGroup: number | undefined;
  /** Scratch folder of the container, on the host. */
  readonly directory: string;
  /** The Pod's volumes, and the termination log. */
  readonly mounts: readonly Mount[];
  /** The Pod's; what an image brings lies beneath it. */
  readonly environment: Readonly<Record<string, string>>;
  /** In the place of the image's entrypoint, expanded. */
  readonly command: readonly string[] | undefined;
  /** Expanded. */
  readonly args: readonly string[];
}

/** A program whose output and exit code are the container's. */
export interface ContainerCommand {
  readonly command: readonly string[];
  /** Of the program that is started. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where the PID of the container's first process is written; absent where the program itself becomes it. */
  readonly pidFile?: string;
}

/** What a kubelet has its containers made by. */
export type ContainerRuntime = (spec: ContainerSpec) => Promise<ContainerCommand>;

/** What takes the place of an image where containers are processes of this checkout. */
export interface ProcessImage {
  /** The command of every container whose Pod names none: what an image's ENTRYPOINT would be. */
  readonly entrypoint: readonly string[];
  /** What an image's ENV would be. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What containers see, read-only, at the same place: this checkout and the running Node. */
const FILES = [resolve(import.meta.dirname, '../../..'), programFolder(process.execPath)];

/** HOME is what container runtimes set for a user without an entry in passwd. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/' };

/** Makes each container a process in a mount namespace of its own, see sandbox.ts; no image is needed. */
export function processRuntime({ entrypoint, environment = {} }: ProcessImage): ContainerRuntime {
  return async (spec) => {
    const command = await writeSandbox({
      ...spec,
      mounts: [...FILES.map((path) => ({ source: path, target: path, readOnly: true })), ...spec.mounts],
      isRootReadOnly: spec.container.securityContext?.readOnlyRootFilesystem ?? false,
      workingDirectory: spec.container.workingDir ?? '/',
      command: [...(spec.command ?? entrypoint), ...spec.args],
    });
    return { command, environment: { ...ENVIRONMENT, ...environment, ...spec.environment } };
  };
}
