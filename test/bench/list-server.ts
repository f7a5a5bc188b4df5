import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '../support/certificate.ts';
import { contentTypeOf, documentAt, listedType, listPage } from './documents.ts';
import { BENCH_TYPES, makeItems, NAMESPACES } from './objects.ts';

/**
 * A list server and nothing more: pages of ready-made bytes at the speed of a copy, so that what is measured is the
 * client. A process of its own: `node list-server.ts OBJECTS` prints `{url, caPem}` on one line and serves until killed.
 */
const objects = Number(process.argv[2] ?? 10_000);
const items = new Map(BENCH_TYPES.map((type) => [type.resource, makeItems(type, Math.round(objects * type.share))]));
const certificate = makeCertificate();

const server = createServer({ key: certificate.keyPem, cert: certificate.certPem }, (request, response) =>
  answer(request, response),
);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `https://127.0.0.1:${port}`, caPem: certificate.caPem })}\n`);
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://bench');
  const type = listedType(url);
  if (type !== undefined) {
    const body = listPage(type, items.get(type.resource)!, url.searchParams);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
    return;
  }
  const document = documentAt(url, request.method ?? 'GET', ['kube-system', ...NAMESPACES]);
  response.writeHead(document === undefined ? 404 : 200, { 'content-type': contentTypeOf(url) });
  response.end(JSON.stringify(document ?? { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 }));
}
