import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { signalTo } from '../cluster/process-group.ts';
import type { ContainerCommand } from './runtime.ts';

/** How a container's process ended, as a container runtime reports it: 128 and the signal's number for a signal. */
export interface ContainerExit {
  readonly code: number;
  readonly startedAt: string;
  readonly finishedAt: string;
}

const SIGNAL_NUMBER: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** One run of a container, with everything it printed. */
export class ContainerProcess {
  readonly child: ChildProcess;
  readonly startedAt = now();
  readonly exited: Promise<ContainerExit>;
  /** PID of the container's first process where the child only stands before it; undefined where the child is it. */
  readonly behind: Promise<number | undefined>;
  /** Standard output and standard error together, in the order of arrival. */
  log = '';
  readonly #printed = new EventEmitter();
  #isClosed = false;

  constructor({ command, environment, pidFile }: ContainerCommand) {
    const [program = '', ...args] = command;
    this.child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
        this.#printed.emit('text');
      });
    }
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        this.#isClosed = true;
        this.#printed.emit('text');
        resolve({
          code: code ?? 128 + (SIGNAL_NUMBER[signal ?? ''] ?? 0),
          startedAt: this.startedAt,
          finishedAt: now(),
        });
      });
    });
    this.behind = pidFile === undefined ? Promise.resolve(undefined) : this.#pidIn(pidFile);
  }

  /** Sends a signal to the container's first process, as soon as there is one; says nothing when it has ended. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const pid = await this.behind;
    if (pid === undefined) this.child.kill(signal);
    else if (!this.#isClosed) signalTo(pid, signal);
  }

  /** Resolves when it has printed `text`; throws when it ends without. */
  async printed(text: string): Promise<void> {
    while (!this.log.includes(text)) {
      if (await this.morePrinted(this.log.length)) continue;
      throw new Error(`The container ended without printing ${JSON.stringify(text)}:\n${this.log}`);
    }
  }

  /** Resolves when more than `length` characters have been printed, or all: false when nothing more will come. */
  async morePrinted(length: number): Promise<boolean> {
    while (this.log.length <= length) {
      if (this.#isClosed) return false;
      await new Promise((resolve) => this.#printed.once('text', resolve));
    }
    return true;
  }

  async #pidIn(file: string): Promise<number | undefined> {
    while (!this.#isClosed) {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (text !== '') return Number(text);
      await new Promise((resume) => setTimeout(resume, 25));
    }
    return undefined;
  }
}

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`; // the API knows whole seconds
}
