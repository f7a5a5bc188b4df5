import type { RunResult } from '../../../domain/result/result.ts';
import { RESULT_SCHEMA } from '../../../domain/result/result.ts';
import { type ProblemObject, problemObject, problemsOf } from '../../../domain/state/problem-object.ts';
import { variableOf } from '../../arguments/option.ts';
import type { Call } from '../../command.ts';
import type { Output } from '../../io.ts';
import type { PLACE_OPTIONS } from '../find/places.ts';
import { ApiError } from './api-error.ts';

/** Calls another command with these words and this standard input, and returns what it printed. Throws `ApiError`. */
export type InnerCall = (words: readonly string[], input?: string) => Promise<string>;

/** Calls another command whose output is the answer, as it is: bytes. Throws `ApiError`. */
export type StreamingCall = (words: readonly string[]) => Promise<void>;

/** A finished run with something missing: its answer is an answer all the same. */
const PARTIAL = 80;

/** Empty variables are not set: words that bring policies bring their place, too. */
const NO_PLACE = { [variableOf('from')]: '', [variableOf('location')]: '' };

type ApiCall = Call<typeof PLACE_OPTIONS>;

/**
 * Commands as operations call them: with the place that the call names, and without a terminal. `ended` hears how each
 * of them did that has an answer.
 */
export function innerCallOf(call: ApiCall, ended: (exitCode: number) => void): InnerCall {
  return async (words, input = '') => {
    const stdout = recorder();
    const { exitCode, stderr } = await perform(call, words, { input, stdout });
    if (exitCode === 0 || (exitCode === PARTIAL && stdout.text() !== '')) {
      ended(exitCode);
      return stdout.text();
    }
    throw new ApiError(problemIn(stdout.text()) ?? lastProblem(stderr), exitCode);
  };
}

/** The same for an answer that is no JSON, and may be larger than memory. */
export function streamingCallOf(call: ApiCall): StreamingCall {
  return async (words) => {
    const { exitCode, stderr } = await perform(call, words, { input: '', stdout: call.io.stdout });
    if (exitCode !== 0) throw new ApiError(lastProblem(stderr), exitCode);
  };
}

async function perform(
  { io, options, given }: ApiCall,
  words: readonly string[],
  { input, stdout }: { readonly input: string; readonly stdout: Output },
): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const said = [...given.keys()].map((key) => [variableOf(key), String(options[key as keyof typeof options])]);
  const place = Object.fromEntries(said) as Readonly<Record<string, string>>;
  const stderr = recorder();
  const { runCli } = await import('../../cli.ts');
  const elsewhere = words.includes('--policies') ? NO_PLACE : {};
  const env = { ...io.env, ...place, ...elsewhere, LIFEBOAT_LOG_FORMAT: 'json' };
  const alone = { stdin: textStream(input), stdinIsTerminal: () => false, canAsk: () => false };
  const exitCode = await runCli({ ...io, ...alone, argv: words, env, stdout, stderr });
  return { exitCode, stderr: stderr.text() };
}

/** What ended a run, by the result that it printed: with every problem of a policy, which no line of a log has. */
function problemIn(stdout: string): ProblemObject | undefined {
  const result = recordIn(stdout) as Partial<RunResult>;
  return result.schema === RESULT_SCHEMA ? problemsOf(result as RunResult)[0] : undefined;
}

/** The last line that tells a code: under `json` a failing command ends its log with one. */
function lastProblem(stderr: string): ProblemObject {
  const lines = stderr.trim().split('\n');
  for (const line of lines.toReversed()) {
    const { code, message, hint } = recordIn(line);
    if (typeof code !== 'string' || typeof message !== 'string') continue;
    return problemObject({ code, message, hint: typeof hint === 'string' ? hint : undefined });
  }
  return problemObject({ code: 'internal', message: lines.at(-1) ?? 'It ended without a word' });
}

function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {}; // a warning in words
  }
}

function recorder(): Output & { readonly text: () => string } {
  const chunks: Buffer[] = [];
  return {
    isTerminal: false,
    columns: undefined,
    write: (data) => void chunks.push(Buffer.from(data)),
    flush: async () => {},
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

async function* textStream(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text);
}
