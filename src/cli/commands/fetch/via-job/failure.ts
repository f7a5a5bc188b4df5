import { type ProblemCode, RunError } from '../../../../domain/problem.ts';
import { exitCodeOfProblem } from '../../../exit-code.ts';
import type { PodEnd } from './pod-facts.ts';

/** Lines of a log that are told where nothing better is known. */
const LAST_LINES = 5;

/**
 * What ended a Job, as an error of this call: its own problem with code, message and hint where its last word says so, which
 * ends this call with the same exit code; else `cluster-unavailable` with what the cluster tells of the end.
 */
export function failureOf(job: string, { exitCode, reason, message }: PodEnd, log: readonly string[]): RunError {
  const last = log.map(problemIn).findLast((problem) => problem !== undefined);
  if (last !== undefined && exitCodeOfProblem(last.code) === exitCode)
    return new RunError(last.code, `Job ${job}: ${last.message}`, { hint: last.hint });
  const words = message === '' ? log.slice(-LAST_LINES).join('\n') : message;
  const what = `Job ${job} ended with exit code ${exitCode}${reason === '' ? '' : ` (${reason})`}`;
  return new RunError('cluster-unavailable', words === '' ? what : `${what}: ${words}`, {
    hint: 'The image of its CronJob must be as new as this program; else call it again',
  });
}

interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** A line of a log that tells a problem; a code that nobody knows has no exit code, and means nothing then. */
function problemIn(line: string): Problem | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { code, message, hint } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof code !== 'string' || typeof message !== 'string') return undefined;
    return { code: code as ProblemCode, message, hint: typeof hint === 'string' ? hint : undefined };
  } catch {
    return undefined; // half a line, or somebody else's
  }
}
