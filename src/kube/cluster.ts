import type { RunContext } from '../base/context.ts';
import type { Item, ItemRef } from '../domain/item.ts';
import type { ResourceType } from '../domain/resource.ts';

/** An object as `JSON.parse` gives it: only for our own small objects and for decisions, never for payload. */
export type KubeObject = Readonly<Record<string, unknown>> & {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
};

/** The metadata that decisions read; objects may carry more. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
}

/** What the cluster offers, with the groups that could not be asked. */
export interface Discovery {
  /** Every type in its group's preferred version, without subresources, in the server's order. */
  readonly types: readonly ResourceType[];
  /** Versions that the server serves of each type (`deployments.apps`), the preferred one first. */
  readonly servedVersions: ReadonlyMap<string, readonly string[]>;
  readonly failedGroups: readonly { readonly group: string; readonly version: string; readonly message: string }[];
}

/** One type, in one namespace or across all of them, filtered by the server. */
export interface ListRequest {
  readonly type: ResourceType;
  /** Undefined: cluster scope, or all namespaces of a namespaced type. */
  readonly namespace: string | undefined;
  /** In the syntax of the `labelSelector` parameter; empty for none. */
  readonly labelSelector: string;
  /** In the syntax of the `fieldSelector` parameter; empty for none. */
  readonly fieldSelector: string;
  /** For counting: of each object its metadata alone, where the server can do that. */
  readonly isMetadataOnly?: boolean;
}

/** One object of a list: its bytes as sent, `apiVersion` and `kind` put in front where the server leaves them out. */
export interface ListedItem extends Item {
  readonly uid: string;
  /** `metadata.deletionTimestamp` is set. */
  readonly isTerminating: boolean;
}

/** What a finished list tells beside its items. */
export interface ListFacts {
  /** Of the first page. */
  readonly resourceVersion: string;
  /** The server's time at the first page. */
  readonly listedAt: Date;
  /** True when an expired continuation forced later pages to show a newer state (HTTP 410, failures row 9). */
  readonly isRelaxed: boolean;
  /** Items left out because they exceed a limit. */
  readonly refused: readonly { readonly ref: ItemRef | undefined; readonly reason: string }[];
}

/** What the API server says of itself. */
export interface ServerVersion {
  /** `v1.36.3`. */
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
  /** The server's clock minus ours, in milliseconds; good to about a second, as the `Date` header is. */
  readonly clockOffsetMs: number;
}

/** A question to the API server's own authorizer: may this process do that? */
export interface AccessCheck {
  readonly verb: string;
  readonly group: string;
  /** `deployments`, or `deployments/status` for a subresource. */
  readonly resource: string;
  /** Undefined: cluster scope, or all namespaces. */
  readonly namespace: string | undefined;
  readonly name?: string;
}

/** Rules as `SelfSubjectRulesReview` reports them. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** What a refusal is judged by. */
export interface ApiErrorFacts {
  readonly status: number;
  /** `Forbidden`, `NotFound`, `AlreadyExists`, `Conflict`, `Expired`, … as the Status object says, else empty. */
  readonly reason: string;
}

/**
 * The API server answered, and the answer is no. A value to decide on: whoever asks knows whether a refusal ends the
 * run. Carries the server's own sentence, never headers or bodies.
 */
export class ApiError extends Error implements ApiErrorFacts {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** `apps`, `v1`, `deployments`: where an object's requests go. */
export interface ObjectPath {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
}

/** How a write is asked for. */
export interface WriteOptions {
  /** The server does everything but store it: admission, validation, quota (`dryRun=All`). */
  readonly isDryRun?: boolean;
  readonly subresource?: 'status';
}

/** An object that was written, by its metadata, with what the server warned of (`Warning` headers). */
export interface Written {
  readonly metadata: ObjectMeta;
  readonly warnings: readonly string[];
}

/** A command to run in a container that is there. */
export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Command and arguments; no shell is added. */
  readonly command: readonly string[];
  /** Given what the command prints, stdout and stderr as they come. It may hold secrets: shown only redacted. */
  readonly onOutput?: (bytes: Uint8Array) => void;
}

/** How a command ended. */
export interface ExecOutcome {
  readonly exitCode: number;
}

/** Which log to read. */
export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  /** Needed where the Pod has several. */
  readonly container?: string;
  /** Goes on until the container has ended. */
  readonly follow: boolean;
}

/**
 * The cluster, as a run needs it. Guarantees of every implementation, checked by the contract suite:
 * - payload is bytes: what `list` yields is what the server sent, byte for byte;
 * - reads are consistent: no `resourceVersion=0`; each list is one snapshot unless `ListFacts.isRelaxed`;
 * - a list yields every item exactly once, or throws: pages that are cut, stalled, spliced or refused are asked for
 *   again from the first item not yet yielded;
 * - 429, 5xx and lost connections are asked again within the call's budget; what remains is a `RunError`
 *   (`cluster-unavailable`, `permission-denied` for a rejected credential, `tls-untrusted`) or an `ApiError`;
 * - after an abort no request starts; waits end with the signal's reason.
 */
export interface Cluster {
  /** Where it is, for people: the API server's URL. */
  readonly server: string;
  /** The namespace of the context, or of the Pod's ServiceAccount. */
  readonly defaultNamespace: string;
  version(ctx: RunContext): Promise<ServerVersion>;
  discover(ctx: RunContext): Promise<Discovery>;
  /** Yields batches as they arrive and returns the facts when the list is complete. */
  list(ctx: RunContext, request: ListRequest): AsyncGenerator<readonly ListedItem[], ListFacts, void>;
  /** All objects of a small list, parsed; for namespaces, our own ConfigMaps and the like. */
  listObjects(ctx: RunContext, path: ObjectPath, labelSelector?: string, fieldSelector?: string): Promise<KubeObject[]>;
  /** The object, or undefined where there is none. */
  read(ctx: RunContext, path: ObjectPath, name: string): Promise<KubeObject | undefined>;
  /** Creates an object; `ApiError` with reason `AlreadyExists` where there is one. Asked once: a lost answer throws. */
  create(ctx: RunContext, path: ObjectPath, object: KubeObject): Promise<KubeObject>;
  /**
   * As `create`, for payload: numbers of the object may be `JSON.rawJSON` values, the answer is its metadata alone.
   * Asked once: a lost answer throws `cluster-unavailable`, and whoever asks looks up whether it was done. What the
   * server certainly refused is an `ApiError`, also where it is a 500: a webhook that did not answer for a minute, an
   * object too large for etcd. `subresource` means nothing here.
   */
  write(ctx: RunContext, path: ObjectPath, object: KubeObject, options?: WriteOptions): Promise<Written>;
  /**
   * Applies a JSON merge patch as `write` creates: exact numbers, metadata alone. Asked again after a lost answer: where
   * the patch names a resourceVersion, a `Conflict` may be this very patch.
   */
  amend(
    ctx: RunContext,
    path: ObjectPath,
    name: string,
    patch: Readonly<Record<string, unknown>>,
    options?: WriteOptions,
  ): Promise<Written>;
  /** The object's bytes as the server sends them, or undefined where there is none. */
  readBytes(ctx: RunContext, path: ObjectPath, name: string): Promise<Uint8Array | undefined>;
  /**
   * Replaces an object under optimistic concurrency (`metadata.resourceVersion`); reason `Conflict` when it moved, which
   * may have been this very update, asked again after its answer was lost: read before judging.
   */
  update(ctx: RunContext, path: ObjectPath, object: KubeObject): Promise<KubeObject>;
  /** Applies a JSON merge patch (RFC 7386). */
  patch(ctx: RunContext, path: ObjectPath, name: string, patch: Readonly<Record<string, unknown>>): Promise<KubeObject>;
  /**
   * Deletes an object, and what it owns in the background; no error where there is none. With a `uid` only the very
   * object that has it: an `ApiError` with reason `Conflict` where another one has its place. Gone it is when `read`
   * says so: grace periods and finalizers may hold it.
   */
  delete(ctx: RunContext, path: ObjectPath, name: string, options?: { readonly uid?: string }): Promise<void>;
  /** Whether this process may do what is asked, in the order of the checks; hundreds of them cost few requests. */
  mayI(ctx: RunContext, checks: readonly AccessCheck[]): Promise<boolean[]>;
  /**
   * Runs a command in a container and waits for its end; asked once. Every exit code is an outcome. `ApiError` where it
   * could not be run: 403 without the right, 404 without the Pod, 400 without the container, 500 for what the node says;
   * `cluster-unavailable` where the connection was lost, and how it ended is not known. An abort ends the wait with the
   * signal's reason; what was started is not killed, because nothing in Kubernetes does that.
   */
  exec(ctx: RunContext, request: ExecRequest): Promise<ExecOutcome>;
  /**
   * What a container has printed, as it comes. `ApiError`: 404 without the Pod, 400 where the container has not begun, 403
   * without the right to get `pods/log`; `cluster-unavailable` where the connection was lost in the middle.
   */
  readLog(ctx: RunContext, request: LogRequest): AsyncGenerator<Uint8Array, void, void>;
  /** What this process may do in one namespace; `isComplete` is false where the authorizer cannot tell all. */
  rules(
    ctx: RunContext,
    namespace: string,
  ): Promise<{ readonly rules: readonly AccessRule[]; readonly isComplete: boolean }>;
  close(): Promise<void>;
}
