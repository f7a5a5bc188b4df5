import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { constants, createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { ServerCertificate } from '../../certificate.ts';
import type { CommandCall, CommandEnd, Print } from '../api/exec.ts';
import { playCommand, refuseUpgrade } from './command-socket.ts';
import { damage, type FaultAction, type Faults } from './faults.ts';
import { type ApiRequest, headerOf, type Reply, valueReply } from './reply.ts';

/** One request as the log keeps it. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark, percent-decoded. */
  readonly query: string;
  readonly userAgent: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** Undefined while there is no answer. */
  status: number | undefined;
}

/** What a listener needs to know. */
export interface ListenerOptions {
  readonly certificate: ServerCertificate;
  readonly faults: Faults;
  readonly log: LoggedRequest[];
  readonly now: () => Date;
  /** Whether HTTP/2 is offered beside HTTP/1.1, as the real server does. */
  readonly http2: boolean;
  answer(request: ApiRequest): Reply | Promise<Reply>;
  /** What an upgraded request wants to have run, or the refusal. */
  upgrade(request: ApiRequest): CommandCall | Reply;
  run(call: CommandCall, print: Print): Promise<CommandEnd>;
}

/** A listening HTTPS server. */
export interface Listener {
  readonly port: number;
  /** Ends at once, with every open connection. */
  close(): Promise<void>;
}

/** From here on the real server compresses answers for who accepts it. */
const COMPRESS_FROM_BYTES = 128 * 1024;

/** Listens on a free port of 127.0.0.1. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { certPem: cert, keyPem: key } = options.certificate;
  const protocols = options.http2 ? { ALPNProtocols: ['h2', 'http/1.1'] } : { ALPNProtocols: ['http/1.1'] };
  const sockets = new Set<Socket>();
  const server = createSecureServer({ cert, key, allowHTTP1: true, ...protocols }, (request, response) => {
    serve(options, request, response).catch((error: unknown) => confess(request, response, error));
  });
  server.on('secureConnection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    serveUpgrade(options, request, socket, head).catch((error: unknown) => socket.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A bug of this server is an answer too; a client that has gone away needs none. */
function confess(incoming: Http2ServerRequest, response: Http2ServerResponse, error: unknown): void {
  if (hasGone(incoming) || response.headersSent) return;
  response.writeHead(500, { 'content-type': 'text/plain' });
  response.end(`the in-memory API server has a bug: ${error instanceof Error ? error.stack : String(error)}`);
}

function hasGone(incoming: Http2ServerRequest): boolean {
  return incoming.httpVersionMajor === 2 ? incoming.stream.destroyed : incoming.socket.destroyed;
}

async function serve(
  options: ListenerOptions,
  incoming: Http2ServerRequest,
  response: Http2ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const entry = logged(request, incoming.httpVersionMajor === 2);
  options.log.push(entry);
  const action = options.faults.meet(request);
  if (action?.kind === 'before') await action.run();
  if (action?.kind === 'hang') return;
  if (action?.kind === 'reset') return breakConnection(incoming);
  const reply = damage(action, action?.kind === 'status' ? valueReply(500, {}) : await options.answer(request));
  entry.status = reply.status;
  if (!hasGone(incoming)) send(options, request, incoming, response, reply, action);
}

/** An upgrade: to a WebSocket for a command in a container. */
async function serveUpgrade(
  options: ListenerOptions,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const request = requestOf({ method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers });
  const entry = logged(request, false);
  options.log.push(entry);
  const action = options.faults.meet(request);
  if (action?.kind === 'before') await action.run();
  if (action?.kind === 'hang') return;
  if (action?.kind === 'reset') return void socket.destroy();
  const answer = action?.kind === 'status' ? damage(action, valueReply(500, {})) : options.upgrade(request);
  entry.status = 'body' in answer ? answer.status : 101;
  if ('body' in answer) refuseUpgrade(socket, answer);
  else playCommand(incoming, socket, head, (print) => options.run(answer, print));
}

async function readRequest(incoming: Http2ServerRequest): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return requestOf(incoming, Buffer.concat(chunks));
}

function requestOf(
  { method, url, headers }: Pick<Http2ServerRequest, 'method' | 'url' | 'headers'>,
  body: Buffer = Buffer.alloc(0),
): ApiRequest {
  const [path = '', ...query] = url.split('?');
  return { method, path, query: new URLSearchParams(query.join('?')), headers, body };
}

function logged(request: ApiRequest, isHttp2: boolean): LoggedRequest {
  const { method, path } = request;
  const query = [...request.query].map(([key, value]) => `${key}=${value}`).join('&');
  const userAgent = headerOf(request, 'user-agent');
  return { method, path, query, userAgent, protocol: isHttp2 ? 'HTTP/2' : 'HTTP/1.1', status: undefined };
}

function send(
  { now }: ListenerOptions,
  request: ApiRequest,
  incoming: Http2ServerRequest,
  response: Http2ServerResponse,
  reply: Reply,
  action: FaultAction | undefined,
): void {
  const isCompressed = reply.body.length > COMPRESS_FROM_BYTES && headerOf(request, 'accept-encoding').includes('gzip');
  const body = isCompressed ? gzipSync(reply.body, { level: 1 }) : Buffer.from(reply.body);
  const encoding = isCompressed ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {};
  const headers = { 'audit-id': randomUUID(), date: now().toUTCString(), ...encoding, ...reply.headers };
  response.writeHead(reply.status, headers);
  switch (action?.kind) {
    case 'cut':
      response.write(body.subarray(0, action.afterBytes), () => breakConnection(incoming));
      return;
    case 'stall':
      response.write(body.subarray(0, action.afterBytes));
      return;
    case 'end':
      response.end(body.subarray(0, action.afterBytes));
      return;
    case 'goaway':
      response.end(body);
      if (incoming.httpVersionMajor === 2) incoming.stream.session?.close();
      return;
    default:
      response.end(body);
  }
}

/** HTTP/2: the stream is reset, others go on. HTTP/1.1: the connection breaks. */
function breakConnection(incoming: Http2ServerRequest): void {
  if (incoming.httpVersionMajor === 2) incoming.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else incoming.socket.destroy();
}
