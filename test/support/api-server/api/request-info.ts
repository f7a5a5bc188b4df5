/** What the server reads from method and path before it knows any type, as Kubernetes' RequestInfo. */
export interface RequestInfo {
  /** False for discovery, health and the like; then only `verb` (the method) and `path` mean something. */
  readonly isResource: boolean;
  readonly path: string;
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  /** Undefined: cluster scope, or all namespaces. For a request about one namespace, that namespace. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** Reads a request's path; a list with `fieldSelector=metadata.name=x` is a request about `x`. */
export function readRequestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [root, ...rest] = parts;
  const isCore = root === 'api' && rest.length >= 2;
  if (!isCore && !(root === 'apis' && rest.length >= 3)) return nonResource(method, path);
  const [group = '', version = '', ...tail] = isCore ? ['', ...rest] : rest;
  const isInNamespace = tail[0] === 'namespaces' && tail.length > 2 && !NAMESPACE_SUBRESOURCES.has(tail[2] ?? '');
  const [resource = '', name, subresource = ''] = isInNamespace ? tail.slice(2) : tail;
  const verb = verbOf(method, name !== undefined, query);
  return {
    isResource: true,
    path,
    verb,
    group,
    version,
    resource,
    subresource,
    namespace: tail[0] === 'namespaces' ? tail[1] : undefined,
    name: name ?? nameInFieldSelector(verb, query),
  };
}

function nonResource(method: string, path: string): RequestInfo {
  const nothing = { group: '', version: '', resource: '', subresource: '', namespace: undefined, name: undefined };
  return { isResource: false, path, verb: method.toLowerCase(), ...nothing };
}

function verbOf(method: string, hasName: boolean, query: URLSearchParams): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (['1', 'true'].includes(query.get('watch') ?? '')) return 'watch';
      return hasName ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return hasName ? 'delete' : 'deletecollection';
    default:
      return method.toLowerCase();
  }
}

function nameInFieldSelector(verb: string, query: URLSearchParams): string | undefined {
  if (!['list', 'watch', 'deletecollection'].includes(verb)) return undefined;
  const term = (query.get('fieldSelector') ?? '').split(',').find((part) => /^metadata\.name==?/.test(part));
  return term?.replace(/^metadata\.name==?/, '');
}
