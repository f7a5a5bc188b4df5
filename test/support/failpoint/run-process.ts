import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Timings } from '../../../src/base/context.ts';
import type { BuiltProgram } from './build-program.ts';
import type { FailpointAction, FailpointMessage } from './failpoint.ts';

/** How a process is started. */
export interface ProcessOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `<step>:<action>`. */
  readonly failpoint?: `${string}:${FailpointAction}`;
  /** What its clock shows when it begins; the machine's time otherwise. */
  readonly at?: Date;
  readonly timings?: Partial<Timings>;
  /** Closes the ends of its output at once, as `| head -0` does. */
  readonly isDeaf?: boolean;
}

/** How it ended, and what it said. */
export interface ProcessEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The steps it reached. */
  readonly steps: readonly string[];
}

/** A run in a process of its own. */
export interface RunProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when a step is reached, rejects when the process ends before. */
  reached(step: string): Promise<void>;
}

/** Starts a program that was built with failpoints. */
export function startRun(program: BuiltProgram, options: ProcessOptions): RunProcess {
  const { args, env, failpoint, at, timings = {}, isDeaf = false } = options;
  const child = spawn(process.execPath, [program.file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...(process.env['PATH'] !== undefined && { PATH: process.env['PATH'] }),
      NODE_COMPILE_CACHE: program.compileCache,
      ...env,
      LIFEBOAT_FAILPOINT_TIMINGS: JSON.stringify(timings),
      ...(failpoint !== undefined && { LIFEBOAT_FAILPOINT: failpoint }),
      ...(at !== undefined && { LIFEBOAT_FAILPOINT_AT: at.toISOString() }),
    },
  });
  const steps: string[] = [];
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  child.on('message', ({ reached }: FailpointMessage) => {
    steps.push(reached);
    waiting.get(reached)?.resolve();
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    if (isDeaf) stream?.destroy();
    return isDeaf || stream === null ? Promise.resolve('') : textOf(stream);
  });
  const ended = (async (): Promise<ProcessEnd> => {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    const end = { exitCode: code ?? undefined, signal: signal ?? undefined, steps };
    const told = { ...end, stdout: (await stdout) ?? '', stderr: (await stderr) ?? '' };
    for (const [step, { reject }] of waiting) reject(new Error(`ended before ${step}: ${told.stderr}`));
    return told;
  })();
  return {
    child,
    ended,
    reached(step) {
      if (steps.includes(step)) return Promise.resolve();
      const wait = waiting.get(step) ?? Promise.withResolvers<void>();
      waiting.set(step, wait);
      return wait.promise;
    },
  };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
