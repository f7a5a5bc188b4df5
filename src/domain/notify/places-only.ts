import type { RunResult } from '../result/result.ts';

/**
 * A result as receivers hear it: of an invalid policy they are told where it is wrong, never in which words. A message may
 * quote what it is about, and that may be a secret in the wrong place; log, result ConfigMap and status file have the words.
 */
export function placesOnly(result: RunResult): RunResult {
  const { problems = [] } = result;
  const [first, ...more] = problems.map(placeOf);
  if (first === undefined) return result;
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems, the first`;
  return { ...result, problems: [first, ...more], message: `The policy has ${count} at ${first}` };
}

/** `file:line:column`, or the file alone, of a problem that is written as `place: text`. */
function placeOf(problem: string): string {
  return /^[^\n]*?(?=:\d+:\d+: |: )(?::\d+:\d+)?/.exec(problem)?.[0] ?? 'an unknown place';
}
