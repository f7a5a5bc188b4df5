import type { ProblemCode } from '../domain/problem.ts';
import type { ExitFacts } from '../run/services.ts';

/** What an exit code means, and what a Job with the shipped `podFailurePolicy` does about it. */
export interface ExitCode {
  readonly code: number;
  readonly name: string;
  readonly meaning: string;
  readonly job: 'succeeds' | 'is tried again' | 'fails at once' | 'never ends with it';
}

/**
 * The exit codes, which are part of Lifeboat's interface. Numbers below 64 are left to Node; where `sysexits.h` has a
 * fitting one it is taken. An unknown number other than 0 means failure.
 */
export const EXIT_CODES: readonly ExitCode[] = [
  { code: 0, name: 'Completed', meaning: 'done; also planned, skipped, nothing to do by rule', job: 'succeeds' },
  { code: 1, name: 'Bug', meaning: 'an error nobody foresaw', job: 'is tried again' },
  { code: 10, name: 'Different', meaning: 'lifeboat diff found differences: no failure', job: 'never ends with it' },
  { code: 64, name: 'Usage', meaning: 'wrong flags or variables', job: 'fails at once' },
  { code: 65, name: 'BadArchive', meaning: 'an archive is unreadable or damaged', job: 'fails at once' },
  { code: 66, name: 'NotFound', meaning: 'no such policy, backup, item or location', job: 'fails at once' },
  { code: 70, name: 'Internal', meaning: 'an assertion of ours failed', job: 'is tried again' },
  { code: 73, name: 'CantWrite', meaning: 'exists already, locked, read-only or full', job: 'fails at once' },
  { code: 75, name: 'Temporary', meaning: 'cluster or storage not available after retries', job: 'is tried again' },
  { code: 77, name: 'Forbidden', meaning: 'cluster or storage refuses the credentials', job: 'fails at once' },
  { code: 78, name: 'Config', meaning: 'the policy or the settings are wrong', job: 'fails at once' },
  { code: 79, name: 'Busy', meaning: 'another run holds the policy', job: 'fails at once' },
  { code: 80, name: 'Partial', meaning: 'finished, some items failed', job: 'fails at once' },
  { code: 81, name: 'PlanStale', meaning: 'the cluster moved since the plan was made', job: 'fails at once' },
  { code: 124, name: 'Deadline', meaning: 'the own deadline passed, the result is published', job: 'fails at once' },
  { code: 130, name: 'Interrupted', meaning: 'SIGINT', job: 'is tried again' },
  { code: 143, name: 'Terminated', meaning: 'SIGTERM', job: 'is tried again' },
];

/** The number of an error that nobody foresaw: Node's own. */
export const BUG_EXIT_CODE = 1;

/** What `lifeboat diff` ends with where something differs: neither success nor failure. */
export const DIFFERENCES_EXIT_CODE = 10;

/** The exit code of a run: that of the problem which ended it, else that of its phase. */
export function exitCodeOf({ phase, onPartial, problem }: ExitFacts): number {
  if (problem !== undefined) return exitCodeOfProblem(problem);
  switch (phase) {
    case 'Completed':
    case 'Planned':
    case 'Skipped':
      return 0;
    case 'PartiallyFailed':
      return onPartial === 'Succeed' ? 0 : 80;
    case 'FailedValidation':
      return 78;
    case 'Failed':
    case 'InProgress':
      return 70;
  }
}

/** The exit code of a problem, or of an error that nobody foresaw: the only place where codes become numbers. */
export function exitCodeOfProblem(code: ProblemCode | 'bug'): number {
  switch (code) {
    case 'bug':
      return BUG_EXIT_CODE;
    case 'usage':
      return 64;
    case 'archive-unreadable':
    case 'archive-unsupported':
      return 65;
    case 'policy-not-found':
    case 'backup-not-found':
    case 'location-not-found':
    case 'item-not-found':
      return 66;
    case 'internal':
      return 70;
    case 'backup-exists':
    case 'cannot-write':
      return 73;
    case 'cluster-unavailable':
    case 'storage-unavailable':
    case 'lock-lost':
      return 75;
    case 'permission-denied':
      return 77;
    case 'policy-invalid':
    case 'not-supported':
    case 'tls-untrusted':
    case 'cluster-mismatch':
    case 'nothing-selected':
      return 78;
    case 'busy':
      return 79;
    case 'plan-stale':
      return 81;
    case 'deadline-exceeded':
      return 124;
    case 'interrupted':
      return 130;
    case 'terminated':
      return 143;
  }
}
