import { type ApiRequest, headerOf, jsonReply, type Reply, textReply, valueReply } from '../http/reply.ts';
import { isJsonObject, tryParseJson } from '../objects/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { type ApiType, typeName } from '../types/api-type.ts';
import { checkBodySize } from './body.ts';
import type { Call, Written } from './call.ts';
import { deleteCollection, deleteObject } from './deleting.ts';
import { answerDiscovery } from './discovery.ts';
import { type CommandCall, readExec } from './exec.ts';
import { readList, readObject } from './reading.ts';
import { readRequestInfo, type RequestInfo } from './request-info.ts';
import { answerReview } from './reviews.ts';
import { forbidden, methodNotAllowed, noSuchResource, notServedHere, StatusError } from './status-error.ts';
import { ANONYMOUS, type ApiUser, mayDo, mayVisit } from './users.ts';
import { createObject, patchObject, updateObject } from './writing.ts';

/** What the router answers from. */
export interface ApiBackend {
  readonly state: ClusterState;
  /** By token. */
  readonly users: ReadonlyMap<string, ApiUser>;
  /** `v1.36.3`. */
  readonly version: string;
  /** `127.0.0.1:6443`. */
  readonly address: string;
}

const NOT_FOUND = textReply(404, '404 page not found\n');

const WARNINGS: Readonly<Record<string, string>> = {
  componentstatuses: '299 - "v1 ComponentStatus is deprecated in v1.19+"',
  endpoints: '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"',
};

/** Answers one request: who, what, may they, then the deed. Failures become the real server's `Status` objects. */
export function answer(backend: ApiBackend, request: ApiRequest): Reply {
  try {
    const user = authenticate(backend, request);
    const info = readRequestInfo(request.method, request.path, request.query);
    return info.isResource ? answerResource(backend, request, info, user) : answerPath(backend, request, user);
  } catch (error) {
    if (error instanceof StatusError) return valueReply(error.code, error.toStatus());
    throw error;
  }
}

/** What to run for an upgraded request, or the refusal. */
export function answerUpgrade(backend: ApiBackend, request: ApiRequest): CommandCall | Reply {
  try {
    return readExec(backend, request, authenticate(backend, request), authorize);
  } catch (error) {
    if (error instanceof StatusError) return valueReply(error.code, error.toStatus());
    throw error;
  }
}

/** Who asks. Throws 401 for a token nobody has; no token is anonymous. */
function authenticate({ users }: ApiBackend, request: ApiRequest): ApiUser {
  const header = headerOf(request, 'authorization');
  if (header === '') return ANONYMOUS;
  const user = users.get(header.replace(/^Bearer\s+/i, ''));
  if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  return user;
}

function answerPath({ state, version, address }: ApiBackend, request: ApiRequest, user: ApiUser): Reply {
  const { path } = request;
  if (!mayVisit(user, path)) {
    const verb = request.method.toLowerCase();
    const message = `forbidden: User "${user.name}" cannot ${verb} path "${path}"`;
    throw new StatusError(403, 'Forbidden', message, {});
  }
  if (['/healthz', '/livez', '/readyz'].includes(path)) return textReply(200, 'ok');
  if (path === '/version') return valueReply(200, versionInfo(version));
  return answerDiscovery(state.types, request, address) ?? NOT_FOUND;
}

function versionInfo(gitVersion: string) {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return { major, minor, gitVersion, gitTreeState: 'clean', platform: 'linux/amd64' };
}

function answerResource(backend: ApiBackend, request: ApiRequest, info: RequestInfo, user: ApiUser): Reply {
  const { state } = backend;
  authorize(user, info);
  const { group, version, resource } = info;
  const type = state.types.find(group, version, resource);
  if (type === undefined) return answerUnknown(state, info);
  if (type.name === 'pods' && info.subresource === 'log') return readPodLog(state, type, info);
  checkPath(type, info);
  checkBodySize(request.body);
  const call = { state, request, info, type, user };
  const warning = WARNINGS[type.name];
  const { status, json } = perform(call);
  return jsonReply(status, json, warning === undefined ? {} : { warning });
}

/** What a Pod has printed; a container that nobody has is refused in the server's words. */
function readPodLog(state: ClusterState, type: ApiType, { verb, namespace = '', name = '' }: RequestInfo): Reply {
  if (verb !== 'get') throw methodNotAllowed();
  if (state.get(type, namespace, name) === undefined) {
    throw new StatusError(404, 'NotFound', `pods "${name}" not found`, { name, kind: 'pods' });
  }
  return textReply(200, state.logs.get(`${namespace}/${name}`) ?? '');
}

/** Throws 403 in the server's words for what the user may not do. */
function authorize(user: ApiUser, info: RequestInfo): void {
  const { verb, group, resource, subresource, namespace, name } = info;
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  if (mayDo(user, verb, group, full, namespace, name)) return;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const why = `User "${user.name}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`;
  throw forbidden({ name: typeName(group, resource), group, resource }, name ?? '', why);
}

/** A built-in group says so in a `Status`; where no server stands behind the group there is only a page. */
function answerUnknown({ types }: ClusterState, { group, version }: RequestInfo): Reply {
  const ofGroup = types.versions().filter((of) => of.group === group);
  if (ofGroup.some((of) => of.version === version && !of.isAvailable)) return textReply(503, 'service unavailable\n');
  if (ofGroup.some((of) => of.types.some((type) => !type.isCustom))) throw noSuchResource();
  return NOT_FOUND;
}

/** Throws where no such thing is under the type's path. */
function checkPath(type: ApiType, { subresource, namespace, verb, name }: RequestInfo): void {
  if (!type.namespaced && namespace !== undefined && type.name !== 'namespaces') throw noSuchResource();
  if (subresource !== '' && !type.subresources.includes(subresource)) throw noSuchResource();
  if (subresource !== '' && subresource !== 'status') throw notServedHere(`${type.resource}/${subresource}`);
  const isAcrossNamespaces = type.namespaced && namespace === undefined;
  if (isAcrossNamespaces && verb === 'get' && name !== undefined) throw noSuchResource();
  const hasSubresourceVerb = subresource === '' || ['get', 'patch', 'update'].includes(verb);
  if (!type.verbs.includes(verb) || !hasSubresourceVerb) throw methodNotAllowed();
  if (isAcrossNamespaces && !['list', 'watch'].includes(verb)) throw methodNotAllowed();
}

function perform(call: Call): Written {
  const { type, info, request, state, user } = call;
  if (request.method === 'HEAD') throw methodNotAllowed();
  switch (info.verb) {
    case 'get':
      return { status: 200, json: readObject(call) };
    case 'list':
      return { status: 200, json: readList(call) };
    case 'create':
      if (info.name !== undefined) throw methodNotAllowed();
      if (!type.verbs.includes('get'))
        return { status: 201, json: answerReview(state, user, type, readDocument(request)) };
      return createObject(call);
    case 'update':
      if (info.name === undefined) throw methodNotAllowed();
      return updateObject(call);
    case 'patch':
      if (info.name === undefined) throw methodNotAllowed();
      return patchObject(call);
    case 'delete':
      return { status: 200, json: deleteObject(call) };
    case 'deletecollection':
      return { status: 200, json: deleteCollection(call) };
    default:
      throw notServedHere(info.verb);
  }
}

function readDocument(request: ApiRequest) {
  const document = tryParseJson(request.body.toString());
  return isJsonObject(document) ? document : {};
}
