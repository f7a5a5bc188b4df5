import { Agent, type Dispatcher } from 'undici';

/** As much of a Kubernetes object as rigs and their tests look at. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** One line of a watch. */
export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** The API server refused: `status` is the HTTP code, the message the server's own. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What a rig asks the API server, independent of the code under test: JSON in, JSON out, nothing retried. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(url: string, caPem: string, token: string) {
    this.#url = url;
    this.#token = token;
    this.#agent = new Agent({ connect: { ca: caPem }, bodyTimeout: 0, headersTimeout: 60_000 });
  }

  /** The object under a path, or undefined where there is none. */
  async find<T = KubeObject>(path: string): Promise<T | undefined> {
    try {
      return await this.get<T>(path);
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  get<T = KubeObject>(path: string): Promise<T> {
    return this.#json<T>('GET', path);
  }

  create<T = KubeObject>(path: string, object: object): Promise<T> {
    return this.#json<T>('POST', path, object);
  }

  /** A JSON merge patch. */
  patch<T = KubeObject>(path: string, patch: object): Promise<T> {
    return this.#json<T>('PATCH', path, patch, 'application/merge-patch+json');
  }

  /** A strategic merge patch, for lists that are maps, such as conditions. */
  patchStrategic<T = KubeObject>(path: string, patch: object): Promise<T> {
    return this.#json<T>('PATCH', path, patch, 'application/strategic-merge-patch+json');
  }

  delete(path: string, options?: object): Promise<unknown> {
    return this.#json('DELETE', path, options);
  }

  /** The events of a collection from a resourceVersion on, until the server or `signal` ends the watch. */
  async *watch<T = KubeObject>(
    path: string,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>> {
    const query = `${path.includes('?') ? '&' : '?'}watch=1&resourceVersion=${resourceVersion}&allowWatchBookmarks=true`;
    const response = await this.#send('GET', path + query, undefined, undefined, signal);
    let pending = '';
    for await (const chunk of response.body.setEncoding('utf8')) {
      const lines = (pending + String(chunk)).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as WatchEvent<T>;
    }
  }

  /** Whether the server answers, and says that it is ready. */
  async isReady(): Promise<boolean> {
    try {
      const response = await this.#send('GET', '/readyz');
      return (await response.body.text()) === 'ok';
    } catch {
      return false; // not listening yet, or some part of it is still starting
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #json<T>(method: Dispatcher.HttpMethod, path: string, body?: object, contentType?: string): Promise<T> {
    const response = await this.#send(method, path, body, contentType);
    return (await response.body.json()) as T;
  }

  async #send(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: object,
    contentType = 'application/json',
    signal?: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const response = await this.#agent.request({
      origin: this.#url,
      path,
      method,
      headers: { authorization: `Bearer ${this.#token}`, accept: 'application/json', 'content-type': contentType },
      body: body === undefined ? null : JSON.stringify(body),
      ...(signal && { signal }),
    });
    if (response.statusCode < 400) return response;
    const text = await response.body.text();
    throw new ApiRefusal(response.statusCode, `${method} ${path}: ${response.statusCode} ${messageOf(text)}`);
  }
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text; // not a Status document: the text itself is the message
  }
}
