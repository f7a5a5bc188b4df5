import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeCertificate } from '../../support/certificate.ts';
import { contentTypeOf, documentAt, listedType, listPage } from '../documents.ts';
import { BENCH_TYPES, makeItems, NAMESPACES } from '../objects.ts';

/** What a restore left behind in this server; `GET /bench/arrived` tells, `DELETE /bench/arrived` forgets. */
export interface Arrived {
  /** Objects by what their collection is called. */
  readonly created: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** Requests that were under way at once, at most. */
  readonly atOnce: number;
}

/**
 * A cluster that takes everything and remembers names alone, and answers each request after the same time, so that what
 * is measured is the client. `node cluster-server.ts --objects 5000 --latency 8 --share 0.5` has the first half of the
 * bench's objects already, prints `{url, caPem}` on one line and serves until killed.
 */
const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '0' },
    latency: { type: 'string', default: '8' },
    share: { type: 'string', default: '0' },
  },
});
const latencyMs = Number(values.latency);
const share = Number(values.share);
const items = new Map(
  BENCH_TYPES.map((type) => {
    const all = makeItems(type, Math.round(Number(values.objects) * type.share));
    return [type.resource, all.slice(0, Math.round(all.length * share))];
  }),
);
const namespaces = share === 0 ? ['kube-system'] : ['kube-system', ...NAMESPACES];
const certificate = makeCertificate();

let paths = new Set<string>();
let bytes = 0;
let inside = 0;
let atOnce = 0;

const server = createServer({ key: certificate.keyPem, cert: certificate.certPem }, (request, response) => {
  const isCreate = request.method === 'POST' && request.url?.includes('accessreviews') === false;
  if (isCreate) create(request, response);
  else void answer(request, response);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `https://127.0.0.1:${port}`, caPem: certificate.caPem })}\n`);
});

/** In as little time as can be: the server takes its share of the same cores. */
function create(request: IncomingMessage, response: ServerResponse): void {
  atOnce = Math.max(atOnce, ++inside);
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    setTimeout(() => {
      const body = Buffer.concat(chunks);
      const name = nameIn(body);
      send(
        response,
        remember(`${request.url!.split('?', 1)[0]}/${name}`, body.length) ?? { status: 201, body: metadataOf(name) },
      );
      inside--;
    }, latencyMs);
  });
}

/** The first name in an object of the bench is its own. */
function nameIn(body: Buffer): string {
  const start = body.indexOf('"name":"') + '"name":"'.length;
  return body.toString('utf8', start, body.indexOf('"', start));
}

/** The refusal, where there is such an object. */
function remember(path: string, length: number): Reply | undefined {
  if (paths.has(path)) return refusal(409, 'AlreadyExists');
  paths.add(path);
  bytes += length;
  return undefined;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://bench');
  if (url.pathname === '/bench/arrived') return send(response, { status: 200, body: toldOf(request.method) });
  atOnce = Math.max(atOnce, ++inside);
  request.resume();
  await pause(latencyMs);
  const type = request.method === 'GET' ? listedType(url) : undefined;
  if (type !== undefined)
    send(response, { status: 200, body: listPage(type, items.get(type.resource)!, url.searchParams) });
  else send(response, answerTo(url, request.method ?? 'GET'), contentTypeOf(url));
  inside--;
}

function toldOf(method: string | undefined): string {
  const collections = [...paths].map((path) => path.split('/').at(-2)!);
  const created = Object.fromEntries([...new Set(collections)].map((it) => [it, 0]));
  for (const collection of collections) created[collection]! += 1;
  const told: Arrived = { created, bytes, atOnce };
  if (method === 'DELETE') {
    paths = new Set();
    bytes = 0;
    atOnce = 0;
  }
  return JSON.stringify(told);
}

interface Reply {
  readonly status: number;
  readonly body: string | Buffer;
}

function answerTo(url: URL, method: string): Reply {
  const known = documentAt(url, method, namespaces);
  if (known !== undefined) return { status: 200, body: JSON.stringify(known) };
  if (method !== 'GET') return refusal(405, 'MethodNotAllowed');
  const name = url.pathname.split('/').at(-1)!;
  const isThere = paths.has(url.pathname) || (share > 0 && url.pathname === `/api/v1/namespaces/${name}`);
  return isThere ? { status: 200, body: metadataOf(name) } : refusal(404, 'NotFound');
}

function metadataOf(name: string): string {
  const metadata = { name, uid: `uid-of-${name}`, resourceVersion: '2', creationTimestamp: '2026-11-21T02:17:00Z' };
  return JSON.stringify({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata });
}

function refusal(code: number, reason: string): Reply {
  return { status: code, body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code }) };
}

function send(response: ServerResponse, { status, body }: Reply, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
