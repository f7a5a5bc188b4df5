/**
 * What ends a run early. Every code is a heading in `docs/troubleshooting.md`, the `reason` of the result and the
 * `code` field of the log line; `cli/exit-code.ts` alone turns it into a number.
 */
export type ProblemCode =
  | 'usage'
  | 'archive-unreadable'
  | 'archive-unsupported'
  | 'policy-not-found'
  | 'backup-not-found'
  | 'location-not-found'
  | 'item-not-found'
  | 'internal'
  | 'backup-exists'
  | 'cannot-write'
  | 'cluster-unavailable'
  | 'storage-unavailable'
  | 'lock-lost'
  | 'permission-denied'
  | 'policy-invalid'
  | 'not-supported'
  | 'tls-untrusted'
  | 'cluster-mismatch'
  | 'nothing-selected'
  | 'busy'
  | 'plan-stale'
  | 'deadline-exceeded'
  | 'interrupted'
  | 'terminated';

/** Whether another Pod of the same Job may do better: the result then stays open for it (design: "Exactly once"). */
const RETRIABLE: ReadonlySet<ProblemCode> = new Set([
  'internal',
  'cluster-unavailable',
  'storage-unavailable',
  'lock-lost',
  'interrupted',
  'terminated',
]);

/** Whether the next attempt of the same run may end better than one that ended with `code`. */
export function isRetriable(code: ProblemCode): boolean {
  return RETRIABLE.has(code);
}

/**
 * Ends the run: `code` selects exit code and retry, `message` says "Cannot do what to which object",
 * `hint` is an imperative that says what to do about it. Anything else that is thrown is a bug.
 */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly code: ProblemCode;
  readonly hint: string | undefined;

  constructor(code: ProblemCode, message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** Whether a store refuses to write or to delete, for good: object lock, read-only, full, missing right. */
export function isWriteRefused(error: unknown): error is RunError {
  return error instanceof RunError && (error.code === 'cannot-write' || error.code === 'permission-denied');
}
