import { randomBytes } from 'node:crypto';
import { type ProgramOutcome, runProgram } from '../support/cluster/run-program.ts';
import { IMAGE } from './build.ts';
import { STORAGE, toolEnvironment } from './tools.ts';

/** What a Pod's manifest would say of its container, beside the hardening that every one of these has. */
export interface ContainerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of this machine, writable at the same path in the container. */
  readonly mounts?: readonly string[];
  /** `uid:gid`; by default the image's own. */
  readonly user?: string;
  /** A program of the image in the place of Lifeboat; found by the image's PATH. */
  readonly entrypoint?: string;
}

/** A container that runs; gone with `await using`, however its test ends. */
export interface Container extends AsyncDisposable {
  /** Resolves at its end, with its exit code. */
  readonly ended: Promise<ProgramOutcome>;
  /** What a kubelet does at the end of a Pod: SIGTERM, and SIGKILL after the grace period. */
  stop(): Promise<void>;
}

/** As kustomize/base hardens its Pods; host network, because that is where the tests' API server and store are. */
const HARDENED = [
  '--pull=never',
  '--runtime=runc',
  '--network=host',
  '--read-only',
  '--read-only-tmpfs=false',
  '--tmpfs=/tmp',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--memory=512m',
  '--pids-limit=256',
];

/** Starts the image with arguments, hardened as in a cluster. */
export function startInImage(args: readonly string[], options: ContainerOptions = {}): Container {
  const { env = {}, mounts = [], user = '65532:65532', entrypoint } = options;
  const name = `lifeboat-test-${randomBytes(4).toString('hex')}`;
  const flags = [
    ...HARDENED,
    `--name=${name}`,
    `--user=${user}`,
    ...Object.entries(env).map(([variable, value]) => `--env=${variable}=${value}`),
    ...mounts.map((folder) => `--volume=${folder}:${folder}`),
    ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
  ];
  const podman = (...words: readonly string[]): Promise<ProgramOutcome> =>
    runProgram('podman', [...STORAGE, ...words], { env: toolEnvironment() });
  return {
    ended: podman('run', '--rm', ...flags, IMAGE, ...args),
    async stop() {
      await podman('stop', '--time=30', name);
    },
    async [Symbol.asyncDispose]() {
      await podman('rm', '--force', '--ignore', '--time=0', name);
    },
  };
}

/** Runs the image to its end: `await runInImage(['version'])`. */
export async function runInImage(args: readonly string[], options: ContainerOptions = {}): Promise<ProgramOutcome> {
  return startInImage(args, options).ended;
}
