import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '../support/certificate.ts';
import { BENCH_TYPES, type BenchType, makeItems, NAMESPACES } from './objects.ts';

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
  const type = BENCH_TYPES.find(
    ({ group, resource }) => url.pathname === `${group === '' ? '/api/v1' : `/apis/${group}/v1`}/${resource}`,
  );
  if (type !== undefined) return sendPage(response, type, url.searchParams);
  const document = documentAt(url, request.method ?? 'GET');
  response.writeHead(document === undefined ? 404 : 200, { 'content-type': contentTypeOf(url) });
  response.end(JSON.stringify(document ?? { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 }));
}

function sendPage(response: ServerResponse, type: BenchType, query: URLSearchParams): void {
  const all = items.get(type.resource)!;
  const from = Number(query.get('continue') ?? 0);
  const to = Math.min(all.length, from + Number(query.get('limit') ?? all.length));
  const next = to < all.length ? `,"continue":"${to}","remainingItemCount":${all.length - to}` : '';
  const head = `{"kind":"${type.kind}List","apiVersion":"${type.group === '' ? 'v1' : `${type.group}/v1`}","metadata":{"resourceVersion":"1"${next}},"items":[`;
  const parts: Buffer[] = [Buffer.from(head)];
  for (let index = from; index < to; index++) {
    if (index > from) parts.push(COMMA);
    parts.push(all[index]!);
  }
  parts.push(END);
  const body = Buffer.concat(parts);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}\n');
const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

function contentTypeOf(url: URL): string {
  const isDiscovery = url.pathname === '/api' || url.pathname === '/apis';
  return isDiscovery ? 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' : 'application/json';
}

function documentAt(url: URL, method: string): unknown {
  if (url.pathname === '/version') return { major: '1', minor: '36', gitVersion: 'v1.36.3' };
  if (url.pathname === '/api') return discovery([{ metadata: { name: '' }, versions: [version('')] }]);
  if (url.pathname === '/apis') return discovery([{ metadata: { name: 'apps' }, versions: [version('apps')] }]);
  if (url.pathname === '/api/v1') return resourceList('');
  if (url.pathname === '/apis/apps/v1') return resourceList('apps');
  if (url.pathname === '/api/v1/namespaces') return namespaces(url.searchParams.get('fieldSelector'));
  if (method === 'POST' && url.pathname.endsWith('accessreviews'))
    return { kind: 'SelfSubjectAccessReview', status: { allowed: true } };
  return undefined;
}

/** Discovery as the naive client asks for it. */
function resourceList(group: string) {
  const resources = BENCH_TYPES.filter((type) => type.group === group).map(({ resource, kind }) => ({
    name: resource,
    singularName: '',
    namespaced: true,
    kind,
    verbs: VERBS,
  }));
  return { kind: 'APIResourceList', groupVersion: group === '' ? 'v1' : `${group}/v1`, resources };
}

function discovery(groups: unknown[]) {
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items: groups };
}

function version(group: string) {
  const types = BENCH_TYPES.filter((type) => type.group === group).map((type) =>
    typeDocument(type.resource, type.kind, group, 'Namespaced'),
  );
  const cluster = group === '' ? [typeDocument('namespaces', 'Namespace', '', 'Cluster')] : [];
  return { version: 'v1', freshness: 'Current', resources: [...types, ...cluster] };
}

function typeDocument(resource: string, kind: string, group: string, scope: string) {
  return {
    resource,
    responseKind: { group, version: 'v1', kind },
    scope,
    singularResource: kind.toLowerCase(),
    verbs: VERBS,
  };
}

function namespaces(fieldSelector: string | null) {
  const wanted = fieldSelector?.replace('metadata.name=', '');
  const names = ['kube-system', ...NAMESPACES].filter((name) => wanted === undefined || name === wanted);
  const object = (name: string) => ({
    metadata: { name, uid: `uid-of-${name}`, resourceVersion: '1' },
    spec: {},
    status: { phase: 'Active' },
  });
  return { kind: 'NamespaceList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: names.map(object) };
}
