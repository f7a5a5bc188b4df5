import { headerOf } from '../http/reply.ts';
import { isJsonObject, type Json, type JsonObject, sameJson, tryParseJson, withFields } from '../objects/json.ts';
import { unknownFormat } from './body.ts';
import type { Call } from './call.ts';
import { badRequest, notServedHere, StatusError } from './status-error.ts';

/** A patch that has been read: a change of a document. */
export type Patch = (document: JsonObject) => JsonObject;

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: Json;
}

const CUSTOM_TYPES = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';

/** Reads a merge patch (RFC 7386) or a JSON patch (RFC 6902: test, add, replace, remove) from a request's body. */
export function readPatch({ request, type }: Call): Patch {
  const mediaType = headerOf(request, 'content-type').split(';')[0];
  switch (mediaType) {
    case 'application/merge-patch+json': {
      const patch = parsePatch(request.body, isJsonObject, 'array into Go value of type map[string]interface {}');
      return (document) => mergePatch(document, patch) as JsonObject;
    }
    case 'application/json-patch+json': {
      const operations = parsePatch(request.body, Array.isArray, 'object into Go value of type []handlers.jsonPatchOp');
      return (document) =>
        operations.reduce<Json>(
          (value, operation) => applyOperation(value, operation as Operation),
          document,
        ) as JsonObject;
    }
    case 'application/apply-patch+yaml':
      throw notServedHere('server-side apply');
    case 'application/strategic-merge-patch+json':
      throw type.isCustom ? unknownFormat(CUSTOM_TYPES) : notServedHere('strategic merge patches');
    default:
      throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }
}

function parsePatch<T>(body: Buffer, fits: (value: unknown) => value is T, expected: string): T {
  const patch = tryParseJson(body.toString());
  if (patch === undefined) throw badRequest('error decoding patch: unexpected end of JSON input');
  if (fits(patch)) return patch;
  throw badRequest(`error decoding patch: json: cannot unmarshal ${expected}`);
}

function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const base = isJsonObject(target) ? target : {};
  const changes = Object.entries(patch).map(([key, value]): [string, Json | undefined] => {
    if (value === null || value === undefined) return [key, undefined];
    return [key, mergePatch(Object.hasOwn(base, key) ? base[key] : undefined, value)];
  });
  return withFields(base, Object.fromEntries(changes));
}

function applyOperation(document: Json, { op, path, value = null }: Operation): Json {
  const pointer = path.split('/').slice(1);
  const keys = pointer.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return edit(document, keys, (parent, key) => {
    const current = childOf(parent, key);
    if (op !== 'add' && current === undefined) throw unprocessable();
    if (op === 'test' && !sameJson(current, value)) throw unprocessable();
    if (op === 'test') return parent;
    if (!['add', 'replace', 'remove'].includes(op)) throw notServedHere(`the JSON patch operation ${op}`);
    if (isJsonObject(parent)) return withFields(parent, { [key]: op === 'remove' ? undefined : value });
    const index = key === '-' ? parent.length : Number(key);
    return parent.toSpliced(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]));
  });
}

type Container = JsonObject | readonly Json[];

/** The document with the parent of what a pointer names changed. */
function edit(node: Json, pointer: readonly string[], change: (parent: Container, key: string) => Json): Json {
  const [key = '', ...rest] = pointer;
  if (!isContainer(node)) throw unprocessable();
  if (rest.length === 0) return change(node, key);
  const child = childOf(node, key);
  if (child === undefined) throw unprocessable();
  const edited = edit(child, rest, change);
  return isJsonObject(node) ? withFields(node, { [key]: edited }) : node.with(Number(key), edited);
}

function isContainer(node: Json): node is Container {
  return isJsonObject(node) || Array.isArray(node);
}

function childOf(node: Container, key: string): Json | undefined {
  return isJsonObject(node) ? node[key] : node[Number(key)];
}

function unprocessable(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}
