import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Location } from '../../src/domain/storage-location.ts';
import { ScriptedBucket, refusal, type S3Request, type S3Response } from './scripted-s3-bucket.ts';

/** What becomes of one request instead of, or beside, an honest answer. */
export type S3Fault =
  /** Nothing is done, this is answered. */
  | S3Response
  /** Nothing is done, the connection is cut. */
  | 'reset'
  /** Nothing is done, and no answer ever comes. */
  | 'hang'
  /** It is done, but the answer is lost. */
  | 'lose-answer'
  /** Nothing is done, an error comes inside a 200, as S3 sends it when a Complete fails late. */
  | 'error-in-200'
  /** It is done as by a server that does not know `If-None-Match`. */
  | 'ignore-condition'
  /** One bit of the body is turned over, of a put on its way in, of a get on its way out. */
  | 'flip-bit'
  /** The answer's body is cut, or comes to rest, after so many bytes. */
  | { readonly cutAfter: number }
  | { readonly restAfter: number };

type Script = (request: S3Request) => S3Fault | undefined;

/** How the server listens. */
export interface ServerOptions {
  /** Speak TLS with this certificate. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string };
}

/** An S3 server on loopback, in memory and in path style, which fails as it is told. It checks no signatures. */
export class ScriptedS3 implements AsyncDisposable {
  readonly content = new ScriptedBucket();
  readonly requests: S3Request[] = [];
  readonly #scripts: Script[] = [];
  readonly #server;
  readonly #scheme: string;

  private constructor({ tls }: ServerOptions) {
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    const secured = tls && { cert: tls.certPem, key: tls.keyPem };
    this.#server = secured ? createHttpsServer(secured, listener) : createHttpServer(listener);
    this.#scheme = secured ? 'https' : 'http';
  }

  static async start(options: ServerOptions = {}): Promise<ScriptedS3> {
    const s3 = new ScriptedS3(options);
    await new Promise<void>((resolve) => s3.#server.listen(0, '127.0.0.1', resolve));
    return s3;
  }

  get endpoint(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The location that is this server. */
  location(overrides: Partial<S3Location> = {}): S3Location {
    return anS3Location(this.endpoint, overrides);
  }

  /** The next requests of an operation meet these faults in turn; `undefined` lets one through. */
  fail(operation: string, ...faults: (S3Fault | undefined)[]): void {
    this.#scripts.push((request) => (request.operation === operation ? faults.shift() : undefined));
  }

  /** Every request from now on meets what this says of it. The first script that names a fault decides. */
  script(script: Script): void {
    this.#scripts.push(script);
  }

  /** The operations asked so far, in order. */
  operations(): string[] {
    return this.requests.map(({ operation }) => operation);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    incoming.on('error', () => undefined);
    const request = await readRequest(incoming).catch(() => undefined);
    if (request === undefined) return; // cut by the client
    this.requests.push(request);
    const fault = this.#faultFor(request);
    if (fault === 'hang') return;
    if (fault === 'reset') return void incoming.socket.destroy();
    const answer = this.#answer(request, fault);
    if (fault === 'lose-answer') return void incoming.socket.destroy();
    const body = answer.body ?? Buffer.alloc(0);
    response.writeHead(answer.status, {
      date: new Date().toUTCString(),
      ...answer.headers,
      'content-length': body.length,
    });
    if (request.operation.startsWith('Head')) return void response.end();
    if (typeof fault === 'object' && ('cutAfter' in fault || 'restAfter' in fault)) {
      const length = 'cutAfter' in fault ? fault.cutAfter : fault.restAfter;
      response.write(body.subarray(0, length), () => 'cutAfter' in fault && incoming.socket.destroy());
      return;
    }
    response.end(body);
  }

  #faultFor(request: S3Request): S3Fault | undefined {
    for (const script of this.#scripts) {
      const fault = script(request);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #answer(request: S3Request, fault: S3Fault | undefined): S3Response {
    if (typeof fault === 'object' && 'status' in fault) return fault;
    if (fault === 'error-in-200') return { ...refusal(200, 'InternalError', 'We encountered an internal error') };
    if (fault !== 'flip-bit') return this.content.answer(request, fault !== 'ignore-condition');
    const answer = this.content.answer({ ...request, body: flipBit(request.body) }, true);
    return request.operation === 'GetObject' && answer.body ? { ...answer, body: flipBit(answer.body) } : answer;
  }
}

/** A location at an endpoint, with every other field as a policy's defaults have it for a store that is not AWS. */
export function anS3Location(endpoint: string | undefined, overrides: Partial<S3Location> = {}): S3Location {
  return {
    type: 's3',
    bucket: 'bucket',
    prefix: '',
    region: 'us-east-1',
    endpoint,
    forcePathStyle: endpoint !== undefined,
    caCert: undefined,
    insecureSkipTLSVerify: false,
    checksum: 'auto',
    serverSideEncryption: undefined,
    kmsKeyId: undefined,
    credentialsFile: undefined,
    profile: undefined,
    publicEndpoint: undefined,
    ...overrides,
  };
}

async function readRequest(incoming: IncomingMessage): Promise<S3Request> {
  const { pathname, searchParams: query } = new URL(incoming.url ?? '/', 'http://s3');
  const [, ...segments] = pathname.slice(1).split('/').map(decodeURIComponent);
  const key = segments.join('/');
  const operation = operationOf(incoming.method ?? 'GET', key, query);
  return { operation, key, query, headers: incoming.headers, body: await buffer(incoming) };
}

function operationOf(method: string, key: string, query: URLSearchParams): string {
  if (method === 'HEAD') return key === '' ? 'HeadBucket' : 'HeadObject';
  if (query.has('uploads')) return method === 'POST' ? 'CreateUpload' : 'ListUploads';
  if (query.has('uploadId')) {
    const ofUpload: Readonly<Record<string, string>> = {
      PUT: 'UploadPart',
      POST: 'CompleteUpload',
      DELETE: 'AbortUpload',
    };
    return ofUpload[method] ?? method;
  }
  if (key === '') return 'ListObjects';
  const ofObject: Readonly<Record<string, string>> = { PUT: 'PutObject', GET: 'GetObject', DELETE: 'DeleteObject' };
  return ofObject[method] ?? method;
}

/** A copy with its middle byte changed in one bit. */
function flipBit(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  const middle = flipped.length >> 1;
  if (flipped.length > 0) flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
  return flipped;
}
