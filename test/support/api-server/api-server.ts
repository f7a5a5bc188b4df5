import { randomBytes } from 'node:crypto';
import { makeCertificate } from '../certificate.ts';
import type { CommandCall, CommandScript } from './api/exec.ts';
import { type ApiBackend, answer, answerUpgrade } from './api/router.ts';
import type { ApiUser } from './api/users.ts';
import { Faults } from './http/faults.ts';
import { listen, type LoggedRequest } from './http/listener.ts';
import type { ApiRequest, Reply } from './http/reply.ts';
import { readStored, seedObjects, storedObjects, type StoredObject } from './state/access.ts';
import { ClusterState } from './state/cluster-state.ts';
import { holdDefinitions } from './state/controllers.ts';
import { SYSTEM_NAMESPACES } from './state/namespaces.ts';

/** How a server is started; everything has a default. */
export interface ApiServerOptions {
  /** The server's clock: `creationTimestamp` and the `Date` header. */
  readonly now?: () => Date;
  /** What `/version` says: `v1.36.3`. */
  readonly version?: string;
  /** Users beside the administrator. */
  readonly users?: readonly ApiUser[];
  /** What a page of a list takes, for measurements; no wait by default. */
  readonly pageDelayMs?: number;
  /** Whether HTTP/2 is offered, as the real server does; true by default. */
  readonly http2?: boolean;
}

/** A Kubernetes API server in memory, over HTTPS on loopback. */
export interface ApiServer extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** The certificate authority of its certificate, in PEM. */
  readonly caPem: string;
  /** The administrator's token. */
  readonly token: string;
  /** YAML of a kubeconfig for the administrator, with the context `memory`. */
  readonly kubeconfig: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly LoggedRequest[];
  readonly faults: Faults;
  /** Every command that was run in a container, in order. */
  readonly commands: readonly CommandCall[];
  /** What becomes of commands from now on; at first every one prints nothing and ends with 0. */
  onCommand(script: CommandScript): void;
  /** What Pods have printed, by `namespace/name`; others are read as empty. */
  readonly logs: Map<string, string>;
  /** Who may talk to it, by token; may be changed at any time. */
  readonly users: Map<string, ApiUser>;
  /** YAML of a kubeconfig with another token, and perhaps a namespace. */
  kubeconfigOf(token: string, namespace?: string): string;
  /**
   * Puts objects in place as they are, status and metadata included, replacing what is there; as if written long ago.
   * Their namespaces come into being; a CustomResourceDefinition is served at once. Throws for an unknown type.
   */
  seed(objects: readonly object[]): void;
  /** An object as a GET shows it; `type` is `configmaps` or `deployments.apps`. Undefined where there is none. */
  get(type: string, namespace: string | undefined, name: string): StoredObject | undefined;
  /** All objects, or those of one type. */
  all(type?: string): StoredObject[];
  /**
   * From now on new definitions are taken and not served, as for a moment on a real server. The function that is
   * returned ends that: what waits is served.
   */
  holdDefinitions(): () => void;
  /** Forgets all past states, as etcd's compaction does: lists begun before can not be continued (410). */
  compact(): void;
  close(): Promise<void>;
}

/** Starts a server with the namespaces every cluster has, in a few milliseconds. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const { now = () => new Date(), version = 'v1.36.3', users: others = [], pageDelayMs = 0, http2 = true } = options;
  const certificate = makeCertificate();
  const { caPem } = certificate;
  const admin: ApiUser = { token: randomBytes(16).toString('hex'), name: 'admin', groups: ['system:masters'] };
  const users = new Map([admin, ...others].map((user) => [user.token, user] as const));
  const state = new ClusterState(now, caPem);
  seedObjects(
    state,
    SYSTEM_NAMESPACES.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  const faults = new Faults();
  const requests: LoggedRequest[] = [];
  const commands: CommandCall[] = [];
  let script: CommandScript = () => ({ exitCode: 0 });
  let backend: ApiBackend = { state, users, version, address: '' };
  const listener = await listen({
    certificate,
    faults,
    log: requests,
    now,
    http2,
    answer: (request) => answerSlowly(backend, request, pageDelayMs),
    upgrade: (request) => answerUpgrade(backend, request),
    run: async (call, print) => {
      commands.push(call);
      return script(call, print);
    },
  });
  const url = `https://127.0.0.1:${listener.port}`;
  backend = { ...backend, address: `127.0.0.1:${listener.port}` };
  return {
    url,
    caPem,
    token: admin.token,
    kubeconfig: kubeconfig(url, caPem, admin.token),
    requests,
    faults,
    commands,
    onCommand: (next) => {
      script = next;
    },
    logs: state.logs,
    users,
    kubeconfigOf: (token, namespace) => kubeconfig(url, caPem, token, namespace),
    seed: (objects) => seedObjects(state, objects),
    get: (type, namespace, name) => readStored(state, type, namespace, name),
    all: (type) => storedObjects(state, type),
    holdDefinitions: () => holdDefinitions(state),
    compact: () => state.store.compact(),
    close: () => listener.close(),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

async function answerSlowly(backend: ApiBackend, request: ApiRequest, pageDelayMs: number): Promise<Reply> {
  const isPage = pageDelayMs > 0 && request.method === 'GET' && request.query.has('limit');
  if (isPage) await new Promise((resolve) => setTimeout(resolve, pageDelayMs));
  return answer(backend, request);
}

function kubeconfig(server: string, caPem: string, token: string, namespace = 'default'): string {
  const caData = Buffer.from(caPem).toString('base64');
  return [
    'apiVersion: v1',
    'kind: Config',
    'current-context: memory',
    `contexts: [{name: memory, context: {cluster: memory, user: memory, namespace: ${namespace}}}]`,
    `clusters: [{name: memory, cluster: {server: "${server}", certificate-authority-data: ${caData}}}]`,
    `users: [{name: memory, user: {token: "${token}"}}]`,
    '',
  ].join('\n');
}
