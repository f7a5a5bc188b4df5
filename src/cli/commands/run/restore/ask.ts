import type { CliIo } from '../../../io.ts';

/**
 * Asks a question on standard error and reads one line; everything but `y` and `yes` is a no. Ends with the signal's
 * reason. Whatever is written after it begins a line.
 */
export async function askYesNo(
  { stdin, stderr }: Pick<CliIo, 'stdin' | 'stderr'>,
  signal: AbortSignal,
  question: string,
) {
  stderr.write(`${question} [y/N] `);
  let line = '';
  try {
    line = await readLine(stdin, signal);
  } finally {
    if (!line.endsWith('\n')) stderr.write('\n');
  }
  return /^\s*y(es)?\s*$/i.test(line);
}

/** The first line with its end, or what there is of it. Whoever sits at a terminal may never type one. */
async function readLine(stdin: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined); // heard by the race below, and by nobody when the line comes first
  const stop = () => reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([firstLine(stdin), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Longer than any answer: whoever sends more is no person. */
const LONGEST_ANSWER = 1_024;

async function firstLine(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += Buffer.from(chunk).toString('utf8');
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end + 1);
    if (text.length > LONGEST_ANSWER) return text;
  }
  return text;
}
