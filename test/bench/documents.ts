import { BENCH_TYPES, type BenchType } from './objects.ts';

/** What the benches' servers say of themselves, as the API server would. */
export function documentAt(url: URL, method: string, namespaces: readonly string[]): unknown {
  if (url.pathname === '/version') return { major: '1', minor: '36', gitVersion: 'v1.36.3' };
  if (url.pathname === '/api') return discovery([{ metadata: { name: '' }, versions: [version('')] }]);
  if (url.pathname === '/apis') return discovery([{ metadata: { name: 'apps' }, versions: [version('apps')] }]);
  if (url.pathname === '/api/v1') return resourceList('');
  if (url.pathname === '/apis/apps/v1') return resourceList('apps');
  if (method === 'GET' && url.pathname === '/api/v1/namespaces') {
    return namespaceList(namespaces, url.searchParams.get('fieldSelector'));
  }
  if (method === 'POST' && url.pathname.endsWith('accessreviews')) {
    return { kind: 'SelfSubjectAccessReview', status: { allowed: true } };
  }
  return undefined;
}

/** The media type of the answer at a path. */
export function contentTypeOf({ pathname }: URL): string {
  const isDiscovery = pathname === '/api' || pathname === '/apis';
  return isDiscovery ? 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' : 'application/json';
}

/** The type whose list is at a path. */
export function listedType({ pathname }: URL): BenchType | undefined {
  return BENCH_TYPES.find(({ group, resource }) => pathname === `${rootOf(group)}/${resource}`);
}

/** `/api/v1` or `/apis/apps/v1`. */
export function rootOf(group: string): string {
  return group === '' ? '/api/v1' : `/apis/${group}/v1`;
}

/** One page of a list, put together of ready-made bytes. */
export function listPage(type: BenchType, items: readonly Buffer[], query: URLSearchParams): Buffer {
  const from = Number(query.get('continue') ?? 0);
  const to = Math.min(items.length, from + Number(query.get('limit') ?? items.length));
  const next = to < items.length ? `,"continue":"${to}","remainingItemCount":${items.length - to}` : '';
  const apiVersion = type.group === '' ? 'v1' : `${type.group}/v1`;
  const head = `{"kind":"${type.kind}List","apiVersion":"${apiVersion}","metadata":{"resourceVersion":"1"${next}},"items":[`;
  const parts: Buffer[] = [Buffer.from(head)];
  for (let index = from; index < to; index++) {
    if (index > from) parts.push(COMMA);
    parts.push(items[index]!);
  }
  return Buffer.concat([...parts, END]);
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}\n');
const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

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

function namespaceList(names: readonly string[], fieldSelector: string | null) {
  const wanted = fieldSelector?.replace('metadata.name=', '');
  const object = (name: string) => ({
    metadata: { name, uid: `uid-of-${name}`, resourceVersion: '1' },
    spec: {},
    status: { phase: 'Active' },
  });
  const items = names.filter((name) => wanted === undefined || name === wanted).map(object);
  return { kind: 'NamespaceList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
}
