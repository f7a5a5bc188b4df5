import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** When standard input ends, because the test process went away in whatever manner: end what it left, remove its files. */
const JANITOR = 'cat >/dev/null; for pid in $(ls "$1/pids" 2>/dev/null); do kill -9 "$pid"; done; rm -rf "$1"';

/** One process of a group: `exited` resolves with a short reason (`code 1`, `SIGKILL`) and never rejects. */
export interface GroupMember {
  readonly pid: number;
  readonly exited: Promise<string>;
}

/**
 * Child processes and the temporary directory they work in; both end together, by disposal or with the test process,
 * even when that is killed. Nothing is stopped in order: what must survive does not belong here.
 */
export class ProcessGroup implements AsyncDisposable {
  /** Private to the group; each member logs to `<name>.log` in it. */
  readonly directory: string;
  readonly #members = new Map<string, { readonly child: ChildProcess; readonly behind: Promise<number | undefined> }>();
  readonly #exits = new Map<string, Promise<string>>();
  readonly #janitor: ChildProcess;

  constructor(purpose: string) {
    this.directory = mkdtempSync(join(tmpdir(), `lifeboat-${purpose}-`));
    mkdirSync(join(this.directory, 'pids'));
    // Detached: an interrupt typed at the terminal must not end it before its work is done.
    this.#janitor = spawn('/bin/sh', ['-c', JANITOR, 'janitor', this.directory], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#janitor.unref();
  }

  /** A path in the group's directory. */
  path(...segments: string[]): string {
    return join(this.directory, ...segments);
  }

  /** Starts a program under a name of its own; its output is appended to `<name>.log`. */
  start(name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): GroupMember {
    const log = openSync(this.path(`${name}.log`), 'a');
    const child = spawn(command, args, { cwd: this.directory, stdio: ['ignore', log, log], env });
    closeSync(log);
    return this.adopt(name, child);
  }

  /**
   * Makes a process started elsewhere a member, to end with the others. `behind` is the one that does the work where the
   * child ends by itself when that one ends, such as a container's behind its client.
   */
  adopt(
    name: string,
    child: ChildProcess,
    behind: Promise<number | undefined> = Promise.resolve(undefined),
  ): GroupMember {
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });
    this.#mark(child.pid, exited);
    void behind.then((pid) => this.#mark(pid, exited));
    this.#members.set(name, { child, behind });
    this.#exits.set(name, exited);
    return { pid: child.pid ?? 0, exited };
  }

  /** Ends one member at once; resolves when it is gone. */
  async kill(name: string): Promise<void> {
    const member = this.#members.get(name);
    const pid = await member?.behind;
    if (pid === undefined) member?.child.kill('SIGKILL');
    else signalTo(pid, 'SIGKILL');
    await this.#exits.get(name);
    this.#members.delete(name);
    this.#exits.delete(name);
  }

  /** The end of what a member logged, for error messages. */
  logTail(name: string, lines = 15): string {
    return readFileSync(this.path(`${name}.log`), 'utf8')
      .split('\n')
      .slice(-lines)
      .join('\n');
  }

  /** Resolves when `isReady` holds; throws, with what was logged, when a member ends first or `timeoutMs` have passed. */
  async waitUntil(what: string, isReady: () => Promise<boolean>, timeoutMs = 200_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const ended: string[] = [];
    for (const [name, exited] of this.#exits) void exited.then((reason) => ended.push(`${name} (${reason})`));
    while (!(await isReady())) {
      const name = ended[0]?.split(' ')[0];
      if (name !== undefined) throw new Error(`${ended[0]} ended before ${what}:\n${this.logTail(name)}`);
      if (performance.now() > deadline) throw new Error(`${what}: not after ${timeoutMs} ms; ${this.#logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#members.keys()].map((name) => this.kill(name)));
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
    this.#janitor.stdin?.end();
  }

  /** What the janitor ends, until it has ended. */
  #mark(pid: number | undefined, exited: Promise<unknown>): void {
    if (pid === undefined) return;
    const mark = this.path('pids', String(pid));
    writeFileSync(mark, '');
    void exited.then(() => rmSync(mark, { force: true }));
  }

  #logs(): string {
    return [...this.#members.keys()].map((name) => `${name}:\n${this.logTail(name, 5)}`).join('\n');
  }
}

/** Sends a signal to a process that may have ended already. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
