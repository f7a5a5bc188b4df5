import { problemObject } from '../../../domain/state/problem-object.ts';
import { variableOf } from '../../arguments/option.ts';
import type { Call } from '../../command.ts';
import type { Output } from '../../io.ts';
import type { PLACE_OPTIONS } from '../find/places.ts';
import { ApiError } from './api-error.ts';

/** Calls another command with these words and this standard input, and returns what it printed. Throws `ApiError`. */
export type InnerCall = (words: readonly string[], input?: string) => Promise<string>;

/** A finished run with something missing: its answer is an answer all the same. */
const PARTIAL = 80;

/** Empty variables are not set: words that bring policies bring their place, too. */
const NO_PLACE = { [variableOf('from')]: '', [variableOf('location')]: '' };

/** Commands as operations call them: with the place that the call names, and without a terminal. */
export function innerCallOf({ io, options, given }: Call<typeof PLACE_OPTIONS>): InnerCall {
  const said = [...given.keys()].map((key) => [variableOf(key), String(options[key as keyof typeof options])]);
  const place = Object.fromEntries(said) as Readonly<Record<string, string>>;
  return async (words, input = '') => {
    const [stdout, stderr] = [recorder(), recorder()];
    const { runCli } = await import('../../cli.ts');
    const elsewhere = words.includes('--policies') ? NO_PLACE : {};
    const env = { ...io.env, ...place, ...elsewhere, LIFEBOAT_LOG_FORMAT: 'json' };
    const inner = { ...io, argv: words, env, stdin: textStream(input), canAsk: () => false, stdout, stderr };
    const exitCode = await runCli(inner);
    if (exitCode === 0 || (exitCode === PARTIAL && stdout.text() !== '')) return stdout.text();
    throw failureOf(stderr.text(), exitCode);
  };
}

/** The last line that tells a code: under `json` a failing command ends its log with one. */
function failureOf(stderr: string, exitCode: number): ApiError {
  const lines = stderr.trim().split('\n');
  for (const line of lines.toReversed()) {
    const { code, message, msg, hint } = recordIn(line);
    const said = message ?? msg;
    if (typeof code !== 'string' || typeof said !== 'string') continue;
    return new ApiError(
      problemObject({ code, message: said, hint: typeof hint === 'string' ? hint : undefined }),
      exitCode,
    );
  }
  const message = lines.at(-1) ?? 'It ended without a word';
  return new ApiError(problemObject({ code: 'internal', message }), exitCode);
}

function recordIn(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
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
