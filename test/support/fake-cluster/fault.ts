import { RunError } from '../../../src/domain/problem.ts';
import { ApiError, type WriteOptions } from '../../../src/kube/cluster.ts';

/** The requests of a run, as a fault names them; `list` is payload, `listObjects` is not. */
export type FakeVerb =
  | 'create'
  | 'write'
  | 'amend'
  | 'read'
  | 'readBytes'
  | 'update'
  | 'patch'
  | 'delete'
  | 'exec'
  | 'readLog'
  | 'listObjects'
  | 'list'
  | 'discover'
  | 'version';

/** A request as it came, also when a fault answered it. */
export interface FakeRequest {
  readonly verb: FakeVerb;
  /** `configmaps`, `leases.coordination.k8s.io`; empty for `discover` and `version`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** The object or the patch that was sent. */
  readonly body: unknown;
  /** Of `write` and `amend`. */
  readonly options: WriteOptions | undefined;
}

/** What happens to the next matching requests. Faults are asked in the order of scripting; the first match answers. */
export interface Fault {
  readonly verb: FakeVerb;
  readonly resource?: string;
  readonly name?: string;
  /** How many requests it meets; every one by default. */
  readonly times?: number;
  /** Runs before anything else: a place for somebody else's write. */
  readonly meanwhile?: () => void | Promise<void>;
  /** Thrown instead of acting, or, with `afterwards`, although the request was carried out: a lost answer. */
  readonly error?: Error;
  readonly afterwards?: boolean;
}

/** A refusal, as RBAC gives it. */
export function forbidden(
  what = 'configmaps is forbidden: User "system:serviceaccount:lifeboat:backup" cannot do that',
): ApiError {
  return new ApiError(403, 'Forbidden', what);
}

/** A write that came too late. */
export function conflict(): ApiError {
  return new ApiError(409, 'Conflict', 'the object has been modified; please apply your changes to the latest version');
}

/** What remains when the API server stays away for a call's whole budget. */
export function unavailable(): RunError {
  return new RunError('cluster-unavailable', 'Cannot reach the API server at https://fake.invalid:6443');
}

/** Whether a fault is about a request. */
export function meets(
  fault: Fault,
  request: { readonly verb: FakeVerb; readonly resource: string; readonly name: string | undefined },
): boolean {
  const { verb, resource = request.resource, name = request.name } = fault;
  return verb === request.verb && resource === request.resource && name === request.name;
}
