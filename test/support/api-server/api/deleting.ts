import { objectAt, textAt } from '../objects/fields.ts';
import type { ApiObject } from '../objects/api-object.ts';
import { encodeJson, isJsonObject, type JsonObject, tryParseJson } from '../objects/json.ts';
import { encodeList, encodeObject } from '../objects/encode.ts';
import { UNDELETABLE_NAMESPACES } from '../state/namespaces.ts';
import type { ApiType } from '../types/api-type.ts';
import type { Call } from './call.ts';
import { selectObjects } from './reading.ts';
import { badRequest, detailsOf, forbidden, notFound, StatusError } from './status-error.ts';
import { isDryRun } from './writing.ts';

/**
 * DELETE of one object. Nothing collects dependents here, so every propagation policy means the same: this object only.
 */
export function deleteObject(call: Call): string {
  const { state, type, info } = call;
  const name = info.name ?? '';
  const options = readOptions(call);
  const dryRun = isDryRun(call, 'DeleteOptions');
  if (type.name === 'namespaces' && UNDELETABLE_NAMESPACES.includes(name)) {
    throw forbidden(type, name, 'this namespace may not be deleted');
  }
  const object = state.get(type, type.namespaced ? info.namespace : undefined, name);
  if (object === undefined) throw notFound(type, name);
  checkPreconditions(type, object, options);
  if (dryRun) return answer(type, object, object);
  return answer(type, object, begin(call, object, options));
}

/** DELETE of a collection: everything the selectors mean. */
export function deleteCollection(call: Call): string {
  const { state, type } = call;
  const dryRun = isDryRun(call, 'DeleteOptions');
  const { objects } = selectObjects(call, state.store.revision);
  const meta = { resourceVersion: `${state.store.revision}`, continue: '', remainingItemCount: undefined };
  if (!dryRun) for (const object of objects) begin(call, object, {});
  return encodeList(type, objects, meta);
}

function begin({ state, type, request }: Call, object: ApiObject, options: JsonObject): ApiObject {
  const asked = request.query.get('gracePeriodSeconds') ?? options['gracePeriodSeconds'];
  return state.delete(type, object, type.name === 'pods' ? graceOf(object, asked) : 0);
}

/** A Pod that runs on a node is given time; the kubelet, which is not here, would end it. */
function graceOf(pod: ApiObject, asked: unknown): number {
  const spec = objectAt(pod, 'spec');
  if (typeof spec['nodeName'] !== 'string') return 0;
  return Number(asked ?? spec['terminationGracePeriodSeconds'] ?? 30);
}

function readOptions({ request }: Call): JsonObject {
  if (request.body.length === 0) return {};
  const options = tryParseJson(request.body.toString());
  if (!isJsonObject(options)) throw badRequest('unable to decode delete options');
  return options;
}

function checkPreconditions(type: ApiType, object: ApiObject, options: JsonObject): void {
  const wanted = objectAt(options, 'preconditions');
  const [uid, resourceVersion] = [textAt(wanted, 'uid'), textAt(wanted, 'resourceVersion')];
  const { name = '', uid: ownUid, resourceVersion: ownVersion } = object.metadata;
  const refuse = (why: string) => {
    const message = `Operation cannot be fulfilled on ${type.kind} "${name}": ${why}`;
    return new StatusError(409, 'Conflict', message, { ...detailsOf(type, name), kind: type.kind });
  };
  if (uid !== '' && uid !== ownUid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${ownUid})`;
    throw refuse(`${why}. The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== '' && resourceVersion !== ownVersion) {
    const versions = `(${resourceVersion}) does not match the ResourceVersion in record (${ownVersion})`;
    throw refuse(`the ResourceVersion in the precondition ${versions}. The object might have been modified`);
  }
}

/** The object, where it stays for a while or its type says so; else a `Status` that names it. */
function answer(type: ApiType, before: ApiObject, after: ApiObject): string {
  const isHeld = (before.metadata.finalizers ?? []).length > 0;
  if (type.deleteReturnsObject || isHeld) return encodeObject(type, after);
  const details = { ...detailsOf(type, before.metadata.name), uid: before.metadata.uid };
  return encodeJson({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }, 'given');
}
