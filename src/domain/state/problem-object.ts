import type { ProblemCode } from '../problem.ts';
import type { RunResult } from '../result/result.ts';

/** A problem as RFC 9457 and Astra Control have it, with Cloudera's `{code, message}` beside. */
export interface ProblemObject {
  /** `https://lifeboat.dev/problems/<code>`: an identifier, and a heading of docs/troubleshooting.md. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** The HTTP status that comes closest, as text. */
  readonly status: string;
  /** The run's id, where there is one. */
  readonly correlationID?: string;
  /** What is wrong with which field, all at once. */
  readonly invalidParams?: readonly InvalidParam[];
  readonly code: string;
  readonly message: string;
}

/** One field and what is wrong with it. */
export interface InvalidParam {
  readonly name: string;
  readonly reason: string;
}

/** What is known of a problem. */
export interface ProblemFacts {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly runId?: string | undefined;
  /** Diagnostics of a policy, one in each line: `nightly.yaml:7:3: error: spec.ttl: …`. */
  readonly problems?: readonly string[] | undefined;
}

/** A problem as a typed object. */
export function problemObject({ code, message, hint, runId, problems = [] }: ProblemFacts): ProblemObject {
  const invalidParams = problems.map((line) => invalidParam(line));
  return {
    type: `https://lifeboat.dev/problems/${code}`,
    title: titleOf(code),
    detail: hint === undefined ? message : `${message}. ${hint}`,
    status: STATUS[code as ProblemCode] ?? '500',
    ...(runId !== undefined && { correlationID: runId }),
    ...(invalidParams.length > 0 && { invalidParams }),
    code,
    message,
  };
}

/** What ended a run, as a list of one problem; empty for a run that ended well, or is at work. */
export function problemsOf(result: RunResult): ProblemObject[] {
  const { reason: code, message, hint, runId, problems, terminal } = result;
  if (!terminal || code === undefined || message === undefined) return [];
  return [problemObject({ code, message, hint, runId, problems })];
}

/** `backup-not-found` → `Backup not found`. */
function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** Takes a line of a diagnostic apart; one that says no field is told by its place. */
function invalidParam(line: string): InvalidParam {
  const [, place, rest = line] = /^(.*?:\d+:\d+(?: \([^)]*\))?): (?:error|warning): (.*)$/s.exec(line) ?? [];
  const [, name, reason] = /^((?:spec|metadata|apiVersion|kind)[^:\s]*): (.*)$/s.exec(rest) ?? [];
  return { name: name ?? place ?? 'policy', reason: reason ?? rest };
}

/** The closest status of HTTP; 500 for the others. */
const STATUS: Readonly<Partial<Record<ProblemCode, string>>> = {
  usage: '400',
  'policy-invalid': '400',
  'permission-denied': '403',
  'policy-not-found': '404',
  'backup-not-found': '404',
  'location-not-found': '404',
  'item-not-found': '404',
  'backup-exists': '409',
  'cluster-mismatch': '409',
  'plan-stale': '409',
  'lock-lost': '409',
  busy: '409',
  'nothing-selected': '422',
  'archive-unreadable': '422',
  'archive-unsupported': '422',
  'not-supported': '501',
  'tls-untrusted': '502',
  'cluster-unavailable': '503',
  'storage-unavailable': '503',
  interrupted: '503',
  terminated: '503',
  'deadline-exceeded': '504',
  'cannot-write': '507',
};
