import { type InvalidParam, type ProblemObject, problemObject } from '../../../domain/state/problem-object.ts';

/** What keeps an operation from its answer: told in the interface's own shape of errors. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: ProblemObject;
  readonly exitCode: number;

  constructor(problem: ProblemObject, exitCode: number) {
    super(problem.detail);
    this.problem = problem;
    this.exitCode = exitCode;
  }

  /** Whether fields of the request are wrong, and nothing else. */
  get isAboutRequest(): boolean {
    return this.problem.invalidParams !== undefined;
  }
}

/** A request that is not what the operation takes: every bad field at once. */
export function invalidRequest(
  invalidParams: readonly InvalidParam[],
  { code = 'usage', exitCode = 64 } = {},
): ApiError {
  const message = `The request is invalid: ${invalidParams.map(({ name, reason }) => `${name} ${reason}`).join('; ')}`;
  return new ApiError({ ...problemObject({ code, message }), invalidParams }, exitCode);
}

/** The shape of an interface's errors, from a problem. */
export type ErrorShape = (problem: ProblemObject) => unknown;
