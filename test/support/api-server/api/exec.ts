import { headerOf, type ApiRequest } from '../http/reply.ts';
import { isJsonObject, tryParseJson } from '../objects/json.ts';
import type { ApiBackend } from './router.ts';
import { readObject } from './reading.ts';
import { readRequestInfo, type RequestInfo } from './request-info.ts';
import { StatusError } from './status-error.ts';
import type { ApiUser } from './users.ts';

/** A command that somebody wants to run in a container. */
export interface CommandCall {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

/** How a command ends, as a test has it. */
export type CommandEnd =
  | { readonly exitCode: number }
  /** The node could not run it: there is no such program. */
  | { readonly cannotRun: string }
  /** The connection breaks. */
  | { readonly lost: true };

/** Prints what the command prints. */
export type Print = (text: string, channel?: 'stdout' | 'stderr') => void;

/** What stands in for the nodes on which commands run; a promise that never ends is a command that hangs. */
export type CommandScript = (call: CommandCall, print: Print) => CommandEnd | Promise<CommandEnd>;

/**
 * Reads an upgraded GET of `pods/<name>/exec` as the real server does before it turns to the node. Throws its refusals:
 * 403 where the user may not both get and create `pods/exec`, 404 without the Pod, 400 without a node or the container.
 */
export function readExec(
  { state }: ApiBackend,
  request: ApiRequest,
  user: ApiUser,
  authorize: (user: ApiUser, info: RequestInfo) => void,
): CommandCall {
  const info = readRequestInfo('GET', request.path, request.query);
  const { group, version, resource, subresource, namespace = '', name = '' } = info;
  authorize(user, info);
  authorize(user, { ...info, verb: 'create' });
  const type = state.types.find(group, version, resource);
  if (type?.name !== 'pods' || subresource !== 'exec') throw new StatusError(400, 'BadRequest', 'no command to run');
  const read = { ...info, subresource: '' };
  const pod = tryParseJson(
    readObject({ state, request: { ...request, query: new URLSearchParams() }, info: read, type, user }),
  );
  const spec = isJsonObject(pod) && isJsonObject(pod['spec']) ? pod['spec'] : {};
  if (typeof spec['nodeName'] !== 'string') throw badRequest(`pod ${name} does not have a host assigned`);
  const container = request.query.get('container') ?? '';
  const containers = [spec['containers'], spec['initContainers']].flatMap((list) => (Array.isArray(list) ? list : []));
  if (!containers.some((it) => isJsonObject(it) && it['name'] === container))
    throw badRequest(`container ${container} is not valid for pod ${name}`);
  if (headerOf(request, 'upgrade').toLowerCase() !== 'websocket') throw badRequest('Upgrade request required');
  return { namespace, pod: name, container, command: request.query.getAll('command') };
}

function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}
