import { Agent, request as httpsRequest, createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { makeCertificate, type IssuedCertificate, type ServerCertificate } from './certificate.ts';

/** A request as it reached the proxy. */
export interface SeenRequest {
  readonly method: string;
  /** Decoded as little as the server decodes it: `/api/v1/pods`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The common name of the client's certificate, where it shows a trusted one. */
  readonly peer: string | undefined;
  /** Of what was answered; undefined while there is no answer, or none comes. */
  status: number | undefined;
}

/** A whole answer. */
export interface ProxyAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What goes wrong with an answer. */
export type FaultAction =
  /** This answer comes, and nobody else is asked. */
  | { readonly answer: ProxyAnswer }
  /** The connection is reset before any answer. */
  | { readonly reset: true }
  /** No answer ever comes. */
  | { readonly blackhole: true }
  /** So many bytes of the body arrive, then the connection is reset. */
  | { readonly cutAfterBytes: number }
  /** So many bytes of the body arrive, then nothing more. */
  | { readonly stallAfterBytes: number }
  /** So many bytes of the body arrive, then the answer ends as if it were complete. */
  | { readonly cleanEndAfterBytes: number }
  /** One byte of the body has another value. */
  | { readonly corruptByteAt: number }
  | { readonly rewrite: (body: Buffer) => Buffer | string }
  /** The request is held until then, and then goes through. */
  | { readonly pauseUntil: Promise<unknown> };

/** One scripted fault; of several that fit a request, the one added first and not used up. */
export interface Fault {
  readonly method?: string;
  /** Matched against path and query as they were sent. */
  readonly path?: string | RegExp;
  /** How many fitting requests go through first; by default none. */
  readonly after?: number;
  /** How many requests it hits; by default all. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** Who answers behind the proxy: a function of the test, or a server with the PEM of its authority. */
export type ProxyTarget =
  | ((request: SeenRequest) => ProxyAnswer | Promise<ProxyAnswer>)
  | { readonly url: string; readonly caPem: string };

/** An HTTPS server on loopback that passes requests on, faithfully but for the faults that were scripted. */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  readonly caPem: string;
  /** Every request, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** How many connections were made so far. */
  readonly connections: number;
  add(fault: Fault): void;
  /** Shows another certificate to connections from now on. */
  use(certificate: IssuedCertificate): void;
}

/** With `clientCaPem`, clients are asked for certificates of that authority. */
export type ProxyCertificate = ServerCertificate & { readonly clientCaPem?: string };

/** Starts a proxy before `target`; closing it resets every connection. */
export async function startFaultProxy(
  target: ProxyTarget,
  certificate: ProxyCertificate = makeCertificate(),
): Promise<FaultProxy> {
  const proxy = new RunningFaultProxy(target, certificate);
  await proxy.listen();
  return proxy;
}

class RunningFaultProxy implements FaultProxy {
  readonly requests: SeenRequest[] = [];
  readonly caPem: string;
  connections = 0;
  url = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #faults: { readonly fault: Fault; met: number }[] = [];
  readonly #answer: (request: SeenRequest) => ProxyAnswer | Promise<ProxyAnswer>;

  constructor(target: ProxyTarget, { caPem, certPem, keyPem, clientCaPem }: ProxyCertificate) {
    this.caPem = caPem;
    this.#answer = typeof target === 'function' ? target : forwardTo(target.url, target.caPem);
    this.#server = createServer(
      {
        cert: certPem,
        key: keyPem,
        ...(clientCaPem && { ca: clientCaPem, requestCert: true, rejectUnauthorized: false }),
      },
      (request, response) => {
        // Whatever fails between the two ends, the client sees a lost connection.
        this.#serve(request, response).catch(() => reset(response));
      },
    );
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  add(fault: Fault): void {
    this.#faults.push({ fault, met: 0 });
  }

  use(certificate: IssuedCertificate): void {
    this.#server.setSecureContext({ cert: certificate.certPem, key: certificate.keyPem });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', search = ''] = (message.url ?? '').split(/\?(.*)/s);
    const body = await readAll(message);
    const query = new URLSearchParams(search);
    const { method = '', headers } = message;
    const socket = message.socket as TLSSocket;
    const { subject } = socket.authorized ? socket.getPeerCertificate() : {};
    const peer = subject === undefined ? undefined : String(subject.CN);
    const seen: SeenRequest = { method, path, query, headers, peer, body: body.toString('utf8'), status: undefined };
    this.requests.push(seen);
    const action = this.#faultFor(seen, message.url ?? '');
    if (action && 'blackhole' in action) return;
    if (action && 'reset' in action) return reset(response);
    if (action && 'pauseUntil' in action) await action.pauseUntil;
    const answer = action && 'answer' in action ? action.answer : await this.#answer(seen);
    seen.status = answer.status ?? 200;
    send(response, answer, action);
  }

  #faultFor(seen: SeenRequest, url: string): FaultAction | undefined {
    for (const state of this.#faults) {
      const { method = seen.method, path = '', after = 0, times = Infinity } = state.fault;
      const fits = method === seen.method && (typeof path === 'string' ? url.includes(path) : path.test(url));
      if (!fits || state.met >= after + times) continue;
      state.met += 1;
      if (state.met > after) return state.fault.action;
    }
    return undefined;
  }
}

function send(response: ServerResponse, answer: ProxyAnswer, action: FaultAction | undefined): void {
  const body = Buffer.from(answer.body ?? '');
  const headers = { 'content-type': 'application/json', ...answer.headers };
  response.writeHead(answer.status ?? 200, headers);
  if (action && 'cutAfterBytes' in action)
    response.write(body.subarray(0, action.cutAfterBytes), () => reset(response));
  else if (action && 'stallAfterBytes' in action) response.write(body.subarray(0, action.stallAfterBytes));
  else if (action && 'cleanEndAfterBytes' in action) response.end(body.subarray(0, action.cleanEndAfterBytes));
  else if (action && 'rewrite' in action) response.end(action.rewrite(body));
  else if (action && 'corruptByteAt' in action) {
    body[action.corruptByteAt]! ^= 0xff;
    response.end(body);
  } else response.end(body);
}

function reset(response: ServerResponse): void {
  response.socket?.destroy();
}

/** Hop-by-hop and length headers are the proxy's own business. */
const OWN_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']);

function forwardTo(url: string, ca: string): (request: SeenRequest) => Promise<ProxyAnswer> {
  const agent = new Agent({ ca, keepAlive: false });
  return async ({ method, path, query, headers, body }) => {
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const outgoing = httpsRequest(url + path + search, { method, agent, headers: kept(headers) });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, headers: kept(incoming.headers), body: await readAll(incoming) };
  };
}

function kept(headers: IncomingMessage['headers']): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
