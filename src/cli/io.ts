import { basename } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { type Clock, DEFAULT_TIMINGS, type Timings } from '../base/context.ts';
import { RunError } from '../domain/problem.ts';
import type { Environment } from './arguments/parse-arguments.ts';

/** A stream that the command line writes to. Writing never throws, and after a failure it does nothing. */
export interface Output {
  readonly isTerminal: boolean;
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  write(data: string | Uint8Array): void;
  /**
   * Waits until everything is written; `cannot-write` where something was not. A reader that went away (`| head`) has
   * seen what it wanted: that is no failure.
   */
  flush(): Promise<void>;
}

/** Everything the command line takes from its process, so that tests can call it in theirs. */
export interface CliIo {
  /** How the program was called, for help and examples: `lifeboat`, `kubectl lifeboat`. */
  readonly program: string;
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
  /** What relative paths start from. */
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Whether standard input is a terminal, on which nobody may be about to type anything. */
  readonly stdinIsTerminal: () => boolean;
  /** Whether somebody is there to be asked: standard input and standard error are terminals. */
  readonly canAsk: () => boolean;
  /** Data only. */
  readonly stdout: Output;
  /** Logs, progress, problems. */
  readonly stderr: Output;
  /** Aborts with a `RunError` as its reason: `interrupted`, `terminated`, `deadline-exceeded`. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly timings: Timings;
  /** Told of each named step of a run; the process has nothing to tell, tests stop runs here. */
  readonly reached: (step: string) => void | Promise<void>;
}

/** The parts of Node's `process` that the command line uses. */
export interface HostProcess {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly stdout: HostStream;
  readonly stderr: HostStream;
  cwd(): string;
}

/** The parts of a process's output stream that the command line uses. */
export interface HostStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(data: string | Uint8Array, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** The command line's view of a real process. Pipes and files are written synchronously by Node on Linux. */
export function openProcessIo(host: HostProcess, signal: AbortSignal): CliIo {
  const words = host.argv.slice(2);
  const called = basename(host.argv[1] ?? 'lifeboat').replace(/\.(c|m)?[jt]s$/, '');
  return {
    program: called.startsWith('kubectl') ? 'kubectl lifeboat' : 'lifeboat',
    argv: called.startsWith('kubectl_complete') ? ['__complete', ...words] : words,
    env: host.env,
    cwd: host.cwd(),
    // Node opens it when it is looked at, which takes as long as loading a command.
    stdin: { [Symbol.asyncIterator]: () => host.stdin[Symbol.asyncIterator]() },
    stdinIsTerminal: () => host.stdin.isTTY === true,
    canAsk: () => host.stdin.isTTY === true && host.stderr.isTTY === true,
    stdout: openOutput(host.stdout),
    stderr: openOutput(host.stderr),
    signal,
    clock: systemClock,
    timings: DEFAULT_TIMINGS,
    reached: () => {},
  };
}

function openOutput(stream: HostStream): Output {
  let failure: NodeJS.ErrnoException | undefined;
  let written: Promise<void> = Promise.resolve();
  const fail = (error: NodeJS.ErrnoException) => {
    failure ??= error;
  };
  // Without a listener the failure of a stream would end the process as if it were a bug.
  stream.on('error', fail);
  return {
    get isTerminal() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
    write: (data) => {
      if (failure !== undefined) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      written = promise;
      stream.write(data, (error) => {
        if (error) fail(error);
        resolve();
      });
    },
    flush: async () => {
      await written;
      if (failure === undefined || failure.code === 'EPIPE') return;
      throw new RunError('cannot-write', `Cannot write the output: ${failure.message}`, {
        hint: 'Look for room on the disk that standard output goes to.',
        cause: failure,
      });
    },
  };
}
