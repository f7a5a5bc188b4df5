import { runCli } from '../../src/cli/cli.ts';
import type { CliIo, Output } from '../../src/cli/io.ts';
import { DEFAULT_TIMINGS, type Timings } from '../../src/base/context.ts';
import { FakeClock } from './context.ts';
import { refuseUnpublished } from './published-schemas.ts';

/** For clocks that tests set as they like, on servers whose time is the real one: how far they are apart means nothing. */
export const DETACHED_TIMINGS: Timings = { ...DEFAULT_TIMINGS, clockToleranceMs: Number.POSITIVE_INFINITY };

/** What a call of the command line left behind. */
export interface CliOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test may say about its call; everything else is a bare process without a terminal. */
export interface CliOverrides extends Partial<Omit<CliIo, 'argv' | 'stdout' | 'stderr'>> {
  /** The text on standard input. */
  readonly input?: string;
  /** Whether stdout and stderr are terminals. */
  readonly isTerminal?: boolean;
}

/** The pieces of a process that keep what is written to them. */
export function aCliIo(
  argv: readonly string[],
  overrides: CliOverrides = {},
): CliIo & { readonly stdoutText: () => string; readonly stderrText: () => string } {
  const { input, isTerminal = false, ...rest } = overrides;
  const [stdout, stderr] = [anOutput(isTerminal), anOutput(isTerminal)];
  return {
    program: 'lifeboat',
    argv,
    env: {},
    cwd: '/nowhere',
    stdin: textStream(input ?? ''),
    stdinIsTerminal: () => false,
    canAsk: () => false,
    signal: new AbortController().signal,
    clock: new FakeClock(new Date('2026-11-21T12:00:00Z')),
    timings: DETACHED_TIMINGS,
    reached: () => {},
    ...rest,
    stdout,
    stderr,
    stdoutText: stdout.text,
    stderrText: stderr.text,
  };
}

/** Calls the command line in this process. A document of ours that it prints in JSON has to be as published. */
export async function lifeboat(argv: readonly string[], overrides: CliOverrides = {}): Promise<CliOutcome> {
  const io = aCliIo(argv, overrides);
  const exitCode = await runCli(io);
  refuseUnpublished(io.stdoutText());
  refuseUnpublished(io.stderrText());
  return { exitCode, stdout: io.stdoutText(), stderr: io.stderrText() };
}

function anOutput(isTerminal: boolean): Output & { readonly text: () => string } {
  const chunks: Buffer[] = [];
  return {
    isTerminal,
    columns: isTerminal ? 120 : undefined,
    write: (data) => void chunks.push(Buffer.from(data)),
    flush: async () => {},
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

async function* textStream(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text);
}
