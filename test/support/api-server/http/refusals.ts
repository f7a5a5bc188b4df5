/**
 * Refusals that need more of a cluster than the in-memory one has, in the words of the real server; a test scripts them
 * as faults (`{ kind: 'status', ...answerOf(refusal) }`). The cluster suite holds them to what a real server says.
 */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

/** A quota that is used up; 403 as RBAC's, so the sentence alone tells. */
export function quotaExceeded(type: string, name: string, quota: string, hard: number): Refusal {
  const count = `count/${type}`;
  const why = `exceeded quota: ${quota}, requested: ${count}=1, used: ${count}=${hard}, limited: ${count}=${hard}`;
  return { status: 403, reason: 'Forbidden', message: `${type} "${name}" is forbidden: ${why}` };
}

/** A ValidatingAdmissionPolicy that says no; 422, as for a bad object. */
export function policyDenied(type: string, name: string, policy: string, binding: string, why: string): Refusal {
  const who = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}' denied request`;
  return { status: 422, reason: 'Invalid', message: `${type} "${name}" is forbidden: ${who}: ${why}` };
}

/** A webhook with `failurePolicy: Fail` that cannot be reached. */
export function webhookUnreachable(webhook: string, url = 'https://127.0.0.1:9/validate'): Refusal {
  const why = `failed to call webhook: Post "${url}?timeout=10s": dial tcp 127.0.0.1:9: connect: connection refused`;
  const message = `Internal error occurred: failed calling webhook "${webhook}": ${why}`;
  return { status: 500, reason: 'InternalError', message };
}

/** A webhook that says no. */
export function webhookDenied(webhook: string, why: string): Refusal {
  return { status: 403, reason: 'Forbidden', message: `admission webhook "${webhook}" denied the request: ${why}` };
}

/** What a fault of kind `status` answers. */
export function answerOf({ status, reason, message }: Refusal): { readonly status: number; readonly body: object } {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code: status };
  return { status, body };
}
