import { ApiError, type ExecOutcome } from '../cluster.ts';
import { LostAnswer } from '../transport/lost-answer.ts';

/** The error channel's last word, as far as it is read: a `Status` of Kubernetes. */
interface Status {
  readonly status?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly details?: { readonly causes?: unknown } | null;
}

/**
 * How a command ended, by the `Status` on the error channel: Success, or a failure with the reason `NonZeroExitCode` and
 * the code as a cause. Throws `ApiError` for a command that could not be run at all, `LostAnswer` for what is no status.
 */
export function readExitStatus(text: string): ExecOutcome {
  const { status, reason, message, details } = parse(text);
  if (status === 'Success') return { exitCode: 0 };
  const causes = (Array.isArray(details?.causes) ? details.causes : []) as readonly {
    reason?: unknown;
    message?: unknown;
  }[];
  const code = Number(causes.find((cause) => cause.reason === 'ExitCode')?.message);
  if (reason === 'NonZeroExitCode' && Number.isInteger(code)) return { exitCode: code };
  if (status !== 'Failure') throw new LostAnswer('the answer was no status of a command');
  throw new ApiError(500, textOf(reason) ?? '', textOf(message) ?? 'the command could not be run');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parse(text: string): Status {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
