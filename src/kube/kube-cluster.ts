import type { RunContext } from '../base/context.ts';
import { mayI, rulesIn } from './access.ts';
import type {
  AccessCheck,
  AccessRule,
  Cluster,
  Discovery,
  ExecOutcome,
  ExecRequest,
  KubeObject,
  ListedItem,
  ListFacts,
  ListRequest,
  LogRequest,
  ObjectPath,
  ServerVersion,
  WriteOptions,
  Written,
} from './cluster.ts';
import { discover } from './discovery.ts';
import { listItems } from './list/list-items.ts';
import { readLog } from './logs.ts';
import { createObject, deleteObject, listObjects, patchObject, readObject, updateObject } from './objects.ts';
import { askJson } from './transport/ask.ts';
import type { Transport } from './transport/transport.ts';
import { amendObject, readObjectBytes, writeObject } from './writes.ts';

/** A real cluster behind its API server; `openCluster` makes it. Closing it closes the connections. */
export class KubeCluster implements Cluster {
  readonly server: string;
  readonly defaultNamespace: string;
  readonly #transport: Transport;

  constructor(transport: Transport, defaultNamespace: string) {
    this.server = transport.server;
    this.defaultNamespace = defaultNamespace;
    this.#transport = transport;
  }

  async version(ctx: RunContext): Promise<ServerVersion> {
    const question = { method: 'GET', path: '/version', what: 'ask for the version' } as const;
    const { value, headers } = await askJson(ctx, this.#transport, question);
    const { gitVersion = '', major = '', minor = '' } = value as Partial<ServerVersion>;
    const served = Date.parse(String(headers['date']));
    const clockOffsetMs = Number.isNaN(served) ? 0 : served - ctx.clock.now().getTime();
    return { gitVersion, major, minor, clockOffsetMs };
  }

  async discover(ctx: RunContext): Promise<Discovery> {
    return discover(ctx, this.#transport);
  }

  list(ctx: RunContext, request: ListRequest): AsyncGenerator<readonly ListedItem[], ListFacts, void> {
    return listItems(ctx, this.#transport, request);
  }

  async listObjects(
    ctx: RunContext,
    path: ObjectPath,
    labelSelector?: string,
    fieldSelector?: string,
  ): Promise<KubeObject[]> {
    return listObjects(ctx, this.#transport, path, labelSelector, fieldSelector);
  }

  async read(ctx: RunContext, path: ObjectPath, name: string): Promise<KubeObject | undefined> {
    return readObject(ctx, this.#transport, path, name);
  }

  async create(ctx: RunContext, path: ObjectPath, object: KubeObject): Promise<KubeObject> {
    return createObject(ctx, this.#transport, path, object);
  }

  async write(ctx: RunContext, path: ObjectPath, object: KubeObject, options?: WriteOptions): Promise<Written> {
    return writeObject(ctx, this.#transport, path, object, options);
  }

  async amend(
    ctx: RunContext,
    path: ObjectPath,
    name: string,
    patch: Readonly<Record<string, unknown>>,
    options?: WriteOptions,
  ): Promise<Written> {
    return amendObject(ctx, this.#transport, path, name, patch, options);
  }

  async readBytes(ctx: RunContext, path: ObjectPath, name: string): Promise<Uint8Array | undefined> {
    return readObjectBytes(ctx, this.#transport, path, name);
  }

  async update(ctx: RunContext, path: ObjectPath, object: KubeObject): Promise<KubeObject> {
    return updateObject(ctx, this.#transport, path, object);
  }

  async patch(
    ctx: RunContext,
    path: ObjectPath,
    name: string,
    patch: Readonly<Record<string, unknown>>,
  ): Promise<KubeObject> {
    return patchObject(ctx, this.#transport, path, name, patch);
  }

  async delete(
    ctx: RunContext,
    path: ObjectPath,
    name: string,
    options: { readonly uid?: string } = {},
  ): Promise<void> {
    return deleteObject(ctx, this.#transport, path, name, options);
  }

  async mayI(ctx: RunContext, checks: readonly AccessCheck[]): Promise<boolean[]> {
    return mayI(ctx, this.#transport, checks);
  }

  async exec(ctx: RunContext, request: ExecRequest): Promise<ExecOutcome> {
    const { execInContainer } = await import('./exec/exec-in-container.ts');
    return execInContainer(ctx, this.#transport, request);
  }

  readLog(ctx: RunContext, request: LogRequest): AsyncGenerator<Uint8Array, void, void> {
    return readLog(ctx, this.#transport, request);
  }

  async rules(
    ctx: RunContext,
    namespace: string,
  ): Promise<{ readonly rules: readonly AccessRule[]; readonly isComplete: boolean }> {
    return rulesIn(ctx, this.#transport, namespace);
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }
}
