import { formatGroupResource, type ResourceType } from '../../src/domain/resource.ts';
import type { RunContext } from '../../src/base/context.ts';
import {
  type AccessCheck,
  ApiError,
  type Cluster,
  type Discovery,
  type ExecOutcome,
  type ExecRequest,
  type KubeObject,
  type ListedItem,
  type ListFacts,
  type ListRequest,
  type LogRequest,
  type ObjectPath,
  type ServerVersion,
  type WriteOptions,
  type Written,
} from '../../src/kube/cluster.ts';
import { type FakeRequest, type FakeVerb, type Fault, meets } from './fake-cluster/fault.ts';
import { isUnder, keyOf } from './fake-cluster/keys.ts';
import { listedItem } from './fake-cluster/listed-item.ts';
import { mergePatch } from './fake-cluster/merge-patch.ts';
import { checkedUpdate } from './fake-cluster/checked-update.ts';
import { plain } from './fake-cluster/plain-objects.ts';
import { matchesSelectors } from './fake-cluster/selectors.ts';

/** What a test may say about its cluster; everything has a default. */
export interface FakeClusterOptions {
  readonly types?: readonly ResourceType[];
  /** Versions by type (`deployments.apps`) where there are others than the one in `types`. */
  readonly servedVersions?: Readonly<Record<string, readonly string[]>>;
  /** What every `write` and `amend` is warned of. */
  readonly warnings?: readonly string[];
  readonly failedGroups?: Discovery['failedGroups'];
  readonly mayI?: (check: AccessCheck) => boolean;
  readonly clockOffsetMs?: number;
  /** What Pods have printed, by name. */
  readonly logs?: Readonly<Record<string, string>>;
  /** What becomes of a command; without it, every one prints nothing and ends with 0. */
  readonly exec?: (request: ExecRequest, signal: AbortSignal) => ExecOutcome | Promise<ExecOutcome>;
}

/**
 * A cluster in memory with the manners of an API server that our own objects meet: UIDs, resourceVersions, conflicts,
 * merge patches, immutable ConfigMaps, selectors. A test scripts the faults and reads the requests. Payload lists are
 * one page. Not a judge of fidelity: that is the in-memory API server's part, and the real one's.
 */
export class FakeCluster implements Cluster {
  readonly server = 'https://fake.invalid:6443';
  readonly defaultNamespace = 'lifeboat';
  /** Every request so far, in order. */
  readonly requests: FakeRequest[] = [];
  readonly #options: FakeClusterOptions;
  readonly #objects = new Map<string, KubeObject>();
  readonly #faults: { readonly fault: Fault; left: number }[] = [];
  #revision = 1000;
  #uids = 0;

  constructor(options: FakeClusterOptions = {}) {
    this.#options = options;
  }

  /** Scripts a fault. */
  fault(fault: Fault): this {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    return this;
  }

  /** Puts an object as somebody else does, past faults and requests; returns it as stored. */
  put(path: ObjectPath, object: KubeObject): KubeObject {
    const key = keyOf(path, object.metadata.name);
    return this.#store(key, path, object, this.#objects.get(key));
  }

  /** The object as stored; undefined where there is none. */
  peek(path: ObjectPath, name: string): KubeObject | undefined {
    return this.#objects.get(keyOf(path, name));
  }

  /** Removes an object as somebody else does. */
  remove(path: ObjectPath, name: string): void {
    this.#objects.delete(keyOf(path, name));
  }

  /** The requests of one verb, in order. */
  requestsOf(verb: FakeVerb, resource?: string): FakeRequest[] {
    return this.requests.filter((request) => request.verb === verb && [undefined, request.resource].includes(resource));
  }

  async version(ctx: RunContext): Promise<ServerVersion> {
    const version = { gitVersion: 'v1.36.3', major: '1', minor: '36', clockOffsetMs: this.#options.clockOffsetMs ?? 0 };
    return this.#answer(ctx, { verb: 'version' }, () => version);
  }

  async discover(ctx: RunContext): Promise<Discovery> {
    const { types = [], failedGroups = [] } = this.#options;
    const own = types.map((type): [string, readonly string[]] => [formatGroupResource(type), [type.version]]);
    const servedVersions = new Map([...own, ...Object.entries(this.#options.servedVersions ?? {})]);
    return this.#answer(ctx, { verb: 'discover' }, () => ({ types, servedVersions, failedGroups }));
  }

  async *list(ctx: RunContext, request: ListRequest): AsyncGenerator<readonly ListedItem[], ListFacts, void> {
    const { type, namespace, labelSelector, fieldSelector } = request;
    const path: ObjectPath = { ...type, ...(namespace === undefined ? {} : { namespace }) };
    const objects = await this.#answer(ctx, { verb: 'list', path }, () =>
      this.#select(path, labelSelector, fieldSelector),
    );
    if (objects.length > 0) yield objects.map((object) => listedItem(type, object));
    return { resourceVersion: String(this.#revision), listedAt: ctx.clock.now(), isRelaxed: false, refused: [] };
  }

  async listObjects(ctx: RunContext, path: ObjectPath, labelSelector = '', fieldSelector = ''): Promise<KubeObject[]> {
    return this.#answer(ctx, { verb: 'listObjects', path }, () => this.#select(path, labelSelector, fieldSelector));
  }

  async read(ctx: RunContext, path: ObjectPath, name: string): Promise<KubeObject | undefined> {
    return this.#answer(ctx, { verb: 'read', path, name }, () => this.peek(path, name));
  }

  async create(ctx: RunContext, path: ObjectPath, object: KubeObject): Promise<KubeObject> {
    const { name } = object.metadata;
    return this.#answer(ctx, { verb: 'create', path, name, body: object }, () => {
      const key = keyOf(path, name);
      if (this.#objects.has(key)) throw new ApiError(409, 'AlreadyExists', `${path.resource} "${name}" already exists`);
      return this.#store(key, path, object, undefined);
    });
  }

  async write(ctx: RunContext, path: ObjectPath, object: KubeObject, options: WriteOptions = {}): Promise<Written> {
    const { name } = object.metadata;
    return this.#answer(ctx, { verb: 'write', path, name, body: object, options }, () => {
      const key = keyOf(path, name);
      if (this.#objects.has(key)) throw new ApiError(409, 'AlreadyExists', `${path.resource} "${name}" already exists`);
      return this.#written(key, path, plain(object), undefined, options);
    });
  }

  async amend(
    ctx: RunContext,
    path: ObjectPath,
    name: string,
    patch: Readonly<Record<string, unknown>>,
    options: WriteOptions = {},
  ): Promise<Written> {
    return this.#answer(ctx, { verb: 'amend', path, name, body: patch, options }, () => {
      const current = this.#existing(path, name);
      const next = checkedUpdate(path, name, current, mergePatch(current, plain(patch)) as KubeObject);
      return this.#written(keyOf(path, name), path, next, current, options);
    });
  }

  async readBytes(ctx: RunContext, path: ObjectPath, name: string): Promise<Uint8Array | undefined> {
    const text = await this.#answer(ctx, { verb: 'readBytes', path, name }, () => {
      const object = this.peek(path, name);
      return object === undefined ? undefined : JSON.stringify(object);
    });
    return text === undefined ? undefined : Buffer.from(text);
  }

  async update(ctx: RunContext, path: ObjectPath, object: KubeObject): Promise<KubeObject> {
    const { name } = object.metadata;
    return this.#answer(ctx, { verb: 'update', path, name, body: object }, () => {
      const current = this.#existing(path, name);
      return this.#replace(path, name, current, object);
    });
  }

  async patch(
    ctx: RunContext,
    path: ObjectPath,
    name: string,
    patch: Readonly<Record<string, unknown>>,
  ): Promise<KubeObject> {
    return this.#answer(ctx, { verb: 'patch', path, name, body: patch }, () => {
      const current = this.#existing(path, name);
      return this.#replace(path, name, current, mergePatch(current, patch) as KubeObject);
    });
  }

  async delete(
    ctx: RunContext,
    path: ObjectPath,
    name: string,
    { uid }: { readonly uid?: string } = {},
  ): Promise<void> {
    await this.#answer(ctx, { verb: 'delete', path, name }, () => {
      const current = this.peek(path, name);
      if (current === undefined) return;
      if (uid !== undefined && uid !== current.metadata.uid) {
        throw new ApiError(409, 'Conflict', `the UID of ${path.resource} "${name}" is another one`);
      }
      if ((current.metadata.finalizers ?? []).length === 0) return this.remove(path, name);
      this.put(path, { ...current, metadata: { ...current.metadata, deletionTimestamp: '2026-11-21T02:17:00Z' } });
    });
  }

  async exec(ctx: RunContext, request: ExecRequest): Promise<ExecOutcome> {
    const { namespace, pod: name, command } = request;
    const path: ObjectPath = { group: '', version: 'v1', resource: 'pods', namespace };
    await this.#answer(ctx, { verb: 'exec', path, name, body: command }, () => undefined);
    return (await this.#options.exec?.(request, ctx.signal)) ?? { exitCode: 0 };
  }

  async *readLog(ctx: RunContext, { namespace, pod: name }: LogRequest): AsyncGenerator<Uint8Array, void, void> {
    const path: ObjectPath = { group: '', version: 'v1', resource: 'pods', namespace };
    const text = await this.#answer(ctx, { verb: 'readLog', path, name }, () => this.#options.logs?.[name] ?? '');
    yield Buffer.from(text);
  }

  mayI(ctx: RunContext, checks: readonly AccessCheck[]): Promise<boolean[]> {
    ctx.signal.throwIfAborted();
    return Promise.resolve(checks.map((check) => this.#options.mayI?.(check) ?? true));
  }

  rules(ctx: RunContext) {
    ctx.signal.throwIfAborted();
    return Promise.resolve({ rules: [], isComplete: false });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #answer<T>(
    ctx: RunContext,
    request: {
      readonly verb: FakeVerb;
      readonly path?: ObjectPath;
      readonly name?: string;
      readonly body?: unknown;
      readonly options?: WriteOptions;
    },
    act: () => T,
  ): Promise<T> {
    ctx.signal.throwIfAborted();
    const { verb, path, name, body, options } = request;
    const resource = path === undefined ? '' : formatGroupResource(path);
    this.requests.push({ verb, resource, namespace: path?.namespace, name, body, options });
    const scripted = this.#faults.find(({ fault, left }) => left > 0 && meets(fault, { verb, resource, name }));
    if (scripted === undefined) return structuredClone(act());
    scripted.left -= 1;
    const { meanwhile, error, afterwards = false } = scripted.fault;
    await meanwhile?.();
    if (error !== undefined && !afterwards) throw error;
    const answer = act();
    if (error !== undefined) throw error;
    return structuredClone(answer);
  }

  #existing(path: ObjectPath, name: string): KubeObject {
    const current = this.peek(path, name);
    if (current === undefined) throw new ApiError(404, 'NotFound', `${path.resource} "${name}" not found`);
    return current;
  }

  #replace(path: ObjectPath, name: string, current: KubeObject, next: KubeObject): KubeObject {
    return this.#store(keyOf(path, name), path, checkedUpdate(path, name, current, next), current);
  }

  #written(
    key: string,
    path: ObjectPath,
    object: KubeObject,
    current: KubeObject | undefined,
    { isDryRun = false }: WriteOptions,
  ): Written {
    const { metadata } = isDryRun ? object : this.#store(key, path, object, current);
    return { metadata, warnings: this.#options.warnings ?? [] };
  }

  #store(key: string, path: ObjectPath, object: KubeObject, current: KubeObject | undefined): KubeObject {
    this.#revision += 1;
    this.#uids += 1;
    const uid =
      current?.metadata.uid ?? object.metadata.uid ?? `00000000-0000-4000-8000-${String(this.#uids).padStart(12, '0')}`;
    const creationTimestamp =
      current?.metadata.creationTimestamp ?? object.metadata.creationTimestamp ?? '2026-11-21T02:17:00Z';
    const namespace = path.namespace === undefined ? {} : { namespace: path.namespace };
    const metadata = {
      ...object.metadata,
      ...namespace,
      uid,
      creationTimestamp,
      resourceVersion: String(this.#revision),
    };
    const stored = structuredClone({ ...object, metadata }) as KubeObject;
    this.#objects.set(key, stored);
    return stored;
  }

  #select(path: ObjectPath, labelSelector: string, fieldSelector: string): KubeObject[] {
    return [...this.#objects]
      .filter(([key, object]) => isUnder(path, key, object) && matchesSelectors(object, labelSelector, fieldSelector))
      .map(([, object]) => object)
      .toSorted((a, b) =>
        `${a.metadata.namespace}/${a.metadata.name}` < `${b.metadata.namespace}/${b.metadata.name}` ? -1 : 1,
      );
  }
}
