import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { requireProgram } from '../../control-plane/programs.ts';
import { freePorts } from '../../support/cluster/free-ports.ts';
import { ProcessGroup } from '../../support/cluster/process-group.ts';
import type { ClusterRig } from '../../support/cluster-rig.ts';
import { VELERO_NAMESPACE } from './install.ts';

/** controller-runtime serves metrics here, and Velero has no flag for it: one server on a machine. */
const FIXED_PORT = 8080;

/** A Velero server that works for a cluster from outside, as a process; gone with `await using`. */
export class VeleroServer implements AsyncDisposable {
  readonly #rig: ClusterRig;
  readonly #flags: readonly string[];
  readonly #processes = new ProcessGroup('velero');
  #pid = 0;

  private constructor(rig: ClusterRig, flags: readonly string[]) {
    this.#rig = rig;
    this.#flags = flags;
    for (const directory of ['home', 'tmp', 'plugins']) mkdirSync(this.#processes.path(directory));
    const plugin = 'velero-plugin-for-aws';
    symlinkSync(requireProgram(plugin), this.#processes.path('plugins', plugin));
  }

  /** Starts a server for a cluster in which Velero is installed, with more flags than those of every test. */
  static async start(rig: ClusterRig, flags: readonly string[] = []): Promise<VeleroServer> {
    const server = new VeleroServer(rig, flags);
    try {
      await server.#start();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Process of the server itself; the plugins that it starts are its children. */
  get pid(): number {
    return this.#pid;
  }

  /** What it has logged so far, in all its lives. */
  get log(): string {
    return readFileSync(this.#processes.path('velero.log'), 'utf8');
  }

  /** Resolves when `isDone` holds; throws, with the end of the log, when the server ends first. */
  async waitUntil(what: string, isDone: () => Promise<boolean>, timeoutMs = 200_000): Promise<void> {
    await this.#processes.waitUntil(what, isDone, timeoutMs);
  }

  /** Ends the server and starts it again: what it does every so often it does at once after its start. */
  async restart(): Promise<void> {
    await this.#processes.kill('velero');
    await this.#start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#processes[Symbol.asyncDispose]();
  }

  async #start(): Promise<void> {
    await assertPortIsFree();
    const [metricsPort = 0] = await freePorts(1);
    const log = openSync(this.#processes.path('velero.log'), 'a');
    // Flags go behind the command: its plugins are started with everything that stands behind the first word.
    const words = ['server', ...SERVER_FLAGS, `--kubeconfig=${this.#rig.kubeconfigFile}`, ...this.#flags];
    const paths = { plugins: this.#processes.path('plugins'), home: this.#processes.path('home') };
    const child = spawn(
      requireProgram('velero'),
      [...words, `--plugin-dir=${paths.plugins}`, `--metrics-address=127.0.0.1:${metricsPort}`],
      {
        cwd: this.#processes.directory,
        env: { PATH: process.env['PATH'], HOME: paths.home, TMPDIR: this.#processes.path('tmp') },
        stdio: ['ignore', log, log],
        detached: true, // leads a process group, with which its plugins end
      },
    );
    closeSync(log);
    this.#pid = child.pid ?? 0;
    this.#processes.adopt('velero', child, Promise.resolve(child.pid === undefined ? undefined : -child.pid));
  }
}

/** A location that was looked at within the sync period is passed over, for a minute: also right after a start. */
const SERVER_FLAGS = [
  `--namespace=${VELERO_NAMESPACE}`,
  '--profiler-address=',
  '--backup-sync-period=100ms',
  '--store-validation-frequency=5s',
];

/** Velero itself would say so only in its log, after a while. */
async function assertPortIsFree(): Promise<void> {
  const probe = createServer().listen(FIXED_PORT);
  const [error] = (await Promise.race([once(probe, 'listening'), once(probe, 'error')])) as [Error | undefined];
  if (error !== undefined) {
    throw new Error(
      `Port ${FIXED_PORT} is taken, and Velero needs it: ${error.message}. Does another server run here?`,
    );
  }
  await probe[Symbol.asyncDispose]();
}
