import { RunError } from '../../../../domain/problem.ts';

const RFC3339 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

interface UntilCall {
  readonly options: { readonly until: string | undefined };
  readonly given: ReadonlyMap<string, string>;
}

/** The moment that `--until` says; undefined where it is not said. */
export function untilOf({ options: { until }, given }: UntilCall): Date | undefined {
  return until === undefined ? undefined : timeGiven(given.get('until') ?? '--until', until);
}

/** A moment as a person gives it: RFC 3339, or a day, which begins in UTC. Anything else is `usage`. */
function timeGiven(flag: string, text: string): Date {
  const time = new Date(RFC3339.test(text) ? text : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new RunError('usage', `The value of ${flag} is no time: ${JSON.stringify(text)}`, {
    hint: 'Write 2026-12-24T00:00:00Z, or 2026-12-24.',
  });
}
