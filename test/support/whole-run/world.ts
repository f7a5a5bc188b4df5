import { Agent, type Dispatcher } from 'undici';
import type { JsonObject } from '../api-server/objects/json.ts';
import type { UserRule } from '../api-server/api/users.ts';
import type { Faults } from '../api-server/http/faults.ts';
import type { KubeObject } from '../cluster/api-client.ts';

/** A cluster with the shop in it, and places to back it up to: the same to tests, whether it is real or in memory. */
export interface World extends AsyncDisposable {
  /** Requests as administrator. */
  readonly api: WorldApi;
  /** The API server's base URL and its certificate authority. */
  readonly url: string;
  readonly caPem: string;
  /** Scripted failures of the API server; only one in memory has them. */
  readonly faults?: Faults;
  /** Makes a namespace under a name of its own. */
  namespace(): Promise<string>;
  /** Someone who may do just this. */
  user(rules: readonly UserRule[]): Promise<WorldUser>;
  /** Makes a Pod that runs, with one container `main` whose commands run on this machine. */
  shellPod(namespace: string, name: string, metadata?: object): Promise<void>;
  /** Does what scheduler and kubelet do about a Pod with a container `main`: it runs from now on, as those do. */
  startPod(namespace: string, name: string): Promise<void>;
  /** A storage location of its own. */
  place(): Promise<Place>;
  /** What runs have asked the API server so far, in order. */
  requests(): Promise<readonly RunRequest[]>;
}

/** Who a run acts as; rights may be taken away while it works. */
export interface WorldUser {
  readonly token: string;
  /** Takes every right away. */
  revoke(): Promise<void>;
}

/** A storage location as a policy names it, and as a test looks into it. */
export interface Place {
  /** `spec` of its StorageLocation document. */
  readonly spec: JsonObject;
  /** The flags of a call that name it. */
  readonly to: readonly string[];
  /** As results show it: `file:///…` or `s3://…`. */
  readonly root: string;
  /** What nobody may read in anything that a run writes. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where its objects lie as files, for a test to look at and to break. */
  readonly directory: string;
}

/** A request that a run made. */
export interface RunRequest {
  readonly method: string;
  readonly path: string;
  /** Percent-decoded. */
  readonly query: string;
  readonly status: number | undefined;
}

/** What requests of runs call themselves. */
export const RUN_USER_AGENT = 'lifeboat';

/** What tests ask an API server, independent of the code under test; a failure is not retried. */
export class WorldApi {
  readonly #url: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(url: string, caPem: string, token: string) {
    this.#url = url;
    this.#token = token;
    this.#agent = new Agent({ connect: { ca: caPem } });
  }

  /** The very bytes of an answer, as text; asked again while the server says that it is not ready (429). */
  async text(path: string): Promise<string> {
    const { status, text } = await this.#send('GET', path);
    if (status === 429) return this.text(path);
    if (status >= 400) throw new Error(`GET ${path}: ${status} ${text}`);
    return text;
  }

  /** An object, or undefined where there is none. */
  async find(path: string): Promise<KubeObject | undefined> {
    const { status, text } = await this.#send('GET', path);
    if (status === 404) return undefined;
    if (status >= 400) throw new Error(`GET ${path}: ${status} ${text}`);
    return JSON.parse(text) as KubeObject;
  }

  async get(path: string): Promise<KubeObject> {
    return JSON.parse(await this.text(path)) as KubeObject;
  }

  async items(path: string): Promise<readonly KubeObject[]> {
    return ((await this.get(path)) as unknown as { items: KubeObject[] }).items;
  }

  /** Creates an object from its JSON text or value; integers of any size survive as text. */
  create(path: string, object: object | string): Promise<KubeObject> {
    return this.#change('POST', path, object);
  }

  /** A JSON merge patch. */
  patch(path: string, patch: object): Promise<KubeObject> {
    return this.#change('PATCH', path, patch, 'application/merge-patch+json');
  }

  /** Deletes what is there, without waiting for what depends on it. */
  async delete(path: string): Promise<void> {
    const options = JSON.stringify({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' });
    const { status, text } = await this.#send('DELETE', path, options);
    if (status >= 400 && status !== 404) throw new Error(`DELETE ${path}: ${status} ${text}`);
  }

  /** The answer's code and body, whatever they are. */
  async ask(method: Dispatcher.HttpMethod, path: string, body?: object): Promise<{ status: number; text: string }> {
    return this.#send(method, path, body === undefined ? undefined : JSON.stringify(body));
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #change(
    method: Dispatcher.HttpMethod,
    path: string,
    object: object | string,
    contentType?: string,
  ): Promise<KubeObject> {
    const body = typeof object === 'string' ? object : JSON.stringify(object);
    const { status, text } = await this.#send(method, path, body, contentType);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as KubeObject;
  }

  async #send(method: Dispatcher.HttpMethod, path: string, body?: string, contentType = 'application/json') {
    const response = await this.#agent.request({
      origin: this.#url,
      path,
      method,
      headers: { authorization: `Bearer ${this.#token}`, accept: 'application/json', 'content-type': contentType },
      body: body ?? null,
    });
    return { status: response.statusCode, text: await response.body.text() };
  }
}

/** The path of an object's collection: `/apis/apps/v1/namespaces/shop/deployments`. */
export function collectionOf(apiVersion: string, resource: string, namespace?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${resource}`;
}
