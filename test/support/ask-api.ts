import { problemsOfApi, type RecordedInterface } from './api-schemas.ts';
import { type CliOverrides, lifeboat } from './cli-rig.ts';

/** What `lifeboat api` left behind; its answer is what is on standard output, errors too. */
export interface ApiOutcome {
  readonly exitCode: number;
  readonly stderr: string;
  readonly answer: Record<string, unknown> | undefined;
}

/** Calls an operation on a place, with a request as JSON, or as the text that it is. */
export async function askApi(
  operation: string,
  request: unknown,
  place: string | readonly string[],
  overrides: CliOverrides = {},
): Promise<ApiOutcome> {
  const input = typeof request === 'string' ? request : JSON.stringify(request);
  const where = typeof place === 'string' ? ['--from', place] : place;
  const { exitCode, stdout, stderr } = await lifeboat(['api', operation, ...where], { input, ...overrides });
  return { exitCode, stderr, answer: stdout === '' ? undefined : (JSON.parse(stdout) as Record<string, unknown>) };
}

/** The interface that an operation belongs to, and its own name there. */
export function interfaceOf(operation: string): { readonly of: RecordedInterface; readonly name: string } {
  const [of = '', name] = operation.split('/');
  return name === undefined ? { of: 'cloudera', name: of } : { of: of as RecordedInterface, name };
}

/** What the schema on record has against an answer. */
export function problemsOfAnswer(operation: string, answer: unknown): string[] {
  const { of, name } = interfaceOf(operation);
  return problemsOfApi(of, `${name}Response`, answer);
}

/** What the schema on record has against the shape of an error. */
export function problemsOfError(operation: string, answer: unknown): string[] {
  return problemsOfApi(interfaceOf(operation).of, 'Error', answer);
}
