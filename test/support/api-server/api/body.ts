import { headerOf } from '../http/reply.ts';
import { type ApiObject, fromWire } from '../objects/api-object.ts';
import { fromVersion } from '../objects/conversion.ts';
import { objectAt, textAt } from '../objects/fields.ts';
import { isJsonObject, type JsonObject, tryParseJson } from '../objects/json.ts';
import { decodeContent, withoutNulls } from '../objects/kind-rules.ts';
import type { ApiType } from '../types/api-type.ts';
import type { Call } from './call.ts';
import { badRequest, invalid, StatusError } from './status-error.ts';

/** The largest request body, in bytes. */
const LARGEST_BODY = 3 * 1024 * 1024;

/** Refuses a body beyond the server's limit. */
export function checkBodySize(body: Buffer): void {
  if (body.length <= LARGEST_BODY) return;
  const message = `Request entity too large: limit is ${LARGEST_BODY}`;
  throw new StatusError(413, 'RequestEntityTooLarge', message);
}

/** The object in a request's body, checked against the type of its path. Throws 400 and 415 in the server's words. */
export function readBodyObject({ request, type, info }: Call): ApiObject {
  const contentType = headerOf(request, 'content-type').split(';')[0];
  if (contentType !== '' && contentType !== 'application/json') {
    throw unknownFormat('application/json, application/yaml, application/vnd.kubernetes.protobuf');
  }
  const text = request.body.toString();
  const document = parseBody(type, text);
  checkType(type, document, text);
  return inNamespace(type, info.namespace, withoutNulls(type, toStored(type, document)));
}

/** An object of the wire as it is stored: in the store's version, decoded. */
export function toStored(type: ApiType, document: JsonObject): ApiObject {
  return decodeContent(type, fromVersion(type, fromWire(document)));
}

/** 415: the body's media type is none of these. */
export function unknownFormat(accepted: string): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  return new StatusError(415, 'UnsupportedMediaType', message);
}

function parseBody(type: ApiType, text: string): JsonObject {
  const parsed = tryParseJson(text);
  if (isJsonObject(parsed)) return parsed;
  const why = "couldn't get version/kind; json parse error: unexpected end of JSON input";
  throw badRequest(`the object provided is unrecognized (must be of type ${type.kind}): ${why} (${text || '<empty>'})`);
}

/** Built-in types may leave `apiVersion` and `kind` out; what is there must fit. */
function checkType(type: ApiType, document: JsonObject, text: string): void {
  const [apiVersion, kind] = [textAt(document, 'apiVersion'), textAt(document, 'kind')];
  if (type.isCustom) {
    if (kind === '') {
      const why = `Object 'Kind' is missing in '${text}' (${text})`;
      throw badRequest(`the object provided is unrecognized (must be of type ${type.kind}): ${why}`);
    }
    if (apiVersion !== type.groupVersion) throw wrongVersion(apiVersion, type.groupVersion);
    if (kind !== type.kind) throw wrongKind(type, document, kind);
    return;
  }
  const cannot = `in version "${type.version}" cannot be handled as a ${type.kind}`;
  if (apiVersion !== '' && apiVersion !== type.groupVersion) {
    const why = `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
    throw badRequest(`${kind} ${cannot}: ${why}`);
  }
  if (kind !== '' && kind !== type.kind) {
    throw badRequest(
      `${kind} ${cannot}: converting (${type.version}.${kind}) to (core.${type.kind}): unknown conversion`,
    );
  }
}

function wrongVersion(found: string, expected: string) {
  return badRequest(`the API version in the data (${found}) does not match the expected API version (${expected})`);
}

function wrongKind(type: ApiType, document: JsonObject, kind: string) {
  const message = `Invalid value: ${JSON.stringify(kind)}: must be ${type.kind}`;
  const problem = { field: 'kind', reason: 'FieldValueInvalid', message } as const;
  return invalid({ group: type.group, kind }, textAt(objectAt(document, 'metadata'), 'name'), [problem]);
}

/** The object in the namespace of the path, which it may also name itself. */
function inNamespace(type: ApiType, namespace: string | undefined, object: ApiObject): ApiObject {
  const own = object.metadata.namespace;
  if (!type.namespaced)
    return own === undefined ? object : { ...object, metadata: { ...object.metadata, namespace: undefined } };
  if (own !== undefined && own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return { ...object, metadata: { ...object.metadata, namespace } };
}
