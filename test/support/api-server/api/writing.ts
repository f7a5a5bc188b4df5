import { randomInt } from 'node:crypto';
import { headerOf } from '../http/reply.ts';
import { type ApiObject, isTerminating, withContent, withMetadata } from '../objects/api-object.ts';
import { toVersion } from '../objects/conversion.ts';
import { sameJson } from '../objects/json.ts';
import { completeNamespace, withoutNulls } from '../objects/kind-rules.ts';
import { bringsManagedFields, withManagedFields } from '../objects/managed-fields.ts';
import { validate, validateChange } from '../objects/validation.ts';
import { settleChange, settleNew } from '../kinds/settle.ts';
import type { ApiType } from '../types/api-type.ts';
import { checkStoredSize, encodeAnswer } from './answer-object.ts';
import { readBodyObject, toStored } from './body.ts';
import type { Call, Written } from './call.ts';
import { readPatch } from './patch.ts';
import { alreadyExists, badRequest, conflict, forbidden, invalid, notFound, StatusError } from './status-error.ts';

/** POST of a new object. */
export function createObject(call: Call): Written {
  return create(call, readBodyObject(call));
}

/** PUT of an object, or of its status. */
export function updateObject(call: Call): Written {
  const { type, info } = call;
  const name = info.name ?? '';
  const submitted = readBodyObject(call);
  checkName(submitted, name);
  const before = find(call);
  if (before !== undefined) return update(call, before, submitted);
  if (!type.createsOnUpdate || info.subresource !== '') throw notFound(type, name);
  return create(call, withMetadata(submitted, { name }));
}

/** PATCH of an object, or of its status. */
export function patchObject(call: Call): Written {
  const { type, info } = call;
  const name = info.name ?? '';
  const patch = readPatch(call);
  const before = find(call);
  if (before === undefined) throw notFound(type, name);
  const changed = patch({ apiVersion: type.groupVersion, kind: type.kind, ...toVersion(type, before) });
  const patched = withoutNulls(type, toStored(type, changed));
  checkName(patched, name);
  return update(call, before, patched);
}

/** Whether nothing is to be stored. Throws 422 for anything but `All`. */
export function isDryRun({ request }: Call, options: string): boolean {
  const values = request.query.getAll('dryRun').filter((value) => value !== '');
  if (values.every((value) => value === 'All')) return values.length > 0;
  const message = `Unsupported value: ${JSON.stringify(values)}: supported values: "All"`;
  const problem = { field: 'dryRun', reason: 'FieldValueNotSupported', message } as const;
  throw invalid({ group: 'meta.k8s.io', kind: options }, '', [problem]);
}

function create(call: Call, submitted: ApiObject): Written {
  const { state, type } = call;
  const dryRun = isDryRun(call, 'CreateOptions');
  checkNamespace(call, submitted.metadata.name ?? '');
  const named = withMetadata(submitted, { name: submitted.metadata.name ?? generateName(call, submitted) });
  const problems = [...validate(type, named), ...definitionProblems(type, named)];
  if (problems.length > 0) throw invalid(storedAs(type), named.metadata.name ?? '', problems);
  const existing = state.get(type, named.metadata.namespace, named.metadata.name ?? '');
  if (existing !== undefined) throw alreadyExists(type, named.metadata.name ?? '', isTerminating(existing));
  if (named.metadata.resourceVersion !== undefined) {
    throw new StatusError(500, '', 'resourceVersion should not be set on objects to be created');
  }
  const settled = settleNew(state, type, state.prepareNew(type, named));
  if (settled.problems.length > 0) throw invalid(storedAs(type), named.metadata.name ?? '', settled.problems);
  const prepared = managed(call, undefined, settled.object);
  if (!dryRun) checkStoredSize(call, prepared);
  return { status: 201, json: encodeAnswer(call, dryRun ? prepared : state.insert(type, prepared)) };
}

function update(call: Call, before: ApiObject, submitted: ApiObject): Written {
  const { state, type, info } = call;
  const dryRun = isDryRun(call, info.verb === 'patch' ? 'PatchOptions' : 'UpdateOptions');
  checkPreconditions(type, before, submitted);
  const changed = merged(type, info.subresource, before, submitted);
  const { object: after, problems: refused } = settleChange(state, type, before, changed);
  const problems = [...validateChange(type, before, after), ...validate(type, after), ...refused];
  if (problems.length > 0) throw invalid(storedAs(type), before.metadata.name ?? '', problems);
  const isSame = sameJson(before, withMetadata(after, { managedFields: before.metadata.managedFields }));
  // Who changes nothing but the entries themselves gets none.
  const untouched = bringsManagedFields(before, after) ? after : before;
  const stored = isSame ? untouched : managed(call, before, after);
  if (!dryRun) checkStoredSize(call, stored);
  return { status: 200, json: encodeAnswer(call, dryRun ? stored : state.replace(type, before, stored)) };
}

/** Refusals name the group an object is stored in: both kinds of Events are of the core group. */
function storedAs({ collection, group, kind }: ApiType) {
  return { group: collection === 'events' ? '' : group, kind };
}

function find({ state, type, info }: Call): ApiObject | undefined {
  return state.get(type, type.namespaced ? info.namespace : undefined, info.name ?? '');
}

/** What was submitted, with everything kept that this way of writing may not change. */
function merged(type: ApiType, subresource: string, before: ApiObject, submitted: ApiObject): ApiObject {
  const { uid, resourceVersion, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation } =
    before.metadata;
  const identity = { uid, resourceVersion, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds };
  const hasStatus = type.subresources.includes('status');
  if (subresource === 'status') return withContent(before, { status: submitted['status'] });
  const kept = hasStatus ? withContent(submitted, { status: before['status'] }) : submitted;
  const named = type.name === 'namespaces' ? withContent(completeNamespace(kept), { spec: before['spec'] }) : kept;
  const isNewGeneration =
    generation !== undefined && type.countsGenerations && !sameJson(desired(before), desired(named));
  return withMetadata(named, { ...identity, generation: isNewGeneration ? generation + 1 : generation });
}

/** What a generation counts changes of: all but metadata and status. */
function desired(object: ApiObject): ApiObject {
  return withContent({ ...object, metadata: {} }, { status: undefined });
}

function checkPreconditions(type: ApiType, before: ApiObject, submitted: ApiObject): void {
  const name = before.metadata.name ?? '';
  const { uid, resourceVersion } = submitted.metadata;
  if (resourceVersion === undefined || resourceVersion === '0') {
    if (type.needsResourceVersion) throw mustNameVersion(type, name);
  } else if (!/^\d+$/.test(resourceVersion)) {
    throw new StatusError(500, '', `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  }
  if (uid !== undefined && uid !== before.metadata.uid) throw otherUid(type, before, uid);
  if (resourceVersion !== undefined && resourceVersion !== '0' && resourceVersion !== before.metadata.resourceVersion) {
    throw conflict(type, name);
  }
}

function mustNameVersion(type: ApiType, name: string): StatusError {
  const message = 'Invalid value: 0: must be specified for an update';
  const problem = { field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message } as const;
  return invalid({ group: type.group, kind: type.resource }, name, [problem]);
}

function otherUid(type: ApiType, before: ApiObject, uid: string): StatusError {
  const { name = '', namespace, uid: own } = before.metadata;
  const key = `/registry/${type.resource}/${namespace === undefined ? name : `${namespace}/${name}`}`;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${own}`;
  const error = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
  return conflict(type, name, error);
}

function checkName(submitted: ApiObject, name: string): void {
  const own = submitted.metadata.name;
  if (own === undefined) throw badRequest('name must be provided');
  if (own !== name) throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

/** New content needs a namespace that is there and stays. */
function checkNamespace({ state, type, info }: Call, name: string): void {
  if (!type.namespaced || info.namespace === undefined) return;
  const namespaces = state.types.findNamed('namespaces');
  const home = state.store.get('namespaces', info.namespace);
  if (namespaces !== undefined && home === undefined) throw notFound(namespaces, info.namespace);
  if (home === undefined || !isTerminating(home)) return;
  const why = `unable to create new content in namespace ${info.namespace} because it is being terminated`;
  const message = `namespace ${info.namespace} is being terminated`;
  throw forbidden(type, name, why, [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }]);
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** A free name after `generateName`, in the server's alphabet; nothing where there is no prefix. */
function generateName(call: Call, submitted: ApiObject): string | undefined {
  const { generateName: prefix, namespace } = submitted.metadata;
  if (prefix === undefined) return undefined;
  const letters = Array.from({ length: 5 }, () => SUFFIX_LETTERS[randomInt(SUFFIX_LETTERS.length)]);
  const name = `${prefix.slice(0, 58)}${letters.join('')}`;
  return call.state.get(call.type, namespace, name) === undefined ? name : generateName(call, submitted);
}

function definitionProblems(type: ApiType, object: ApiObject) {
  if (type.name !== 'customresourcedefinitions.apiextensions.k8s.io') return [];
  const { name = '' } = object.metadata;
  const spec = object['spec'] as { readonly group?: string; readonly names?: { readonly plural?: string } } | undefined;
  if (name === `${spec?.names?.plural}.${spec?.group}`) return [];
  const message = `Invalid value: ${JSON.stringify(name)}: must be spec.names.plural+"."+spec.group`;
  return [{ field: 'metadata.name', reason: 'FieldValueInvalid', message } as const];
}

function managed({ state, type, info, request }: Call, before: ApiObject | undefined, after: ApiObject): ApiObject {
  const manager = headerOf(request, 'user-agent').split('/')[0] || 'unknown';
  const { groupVersion: apiVersion } = type;
  return withManagedFields(before, after, {
    manager,
    apiVersion,
    time: state.timestamp(),
    subresource: info.subresource,
  });
}
