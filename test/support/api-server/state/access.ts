import { randomUUID } from 'node:crypto';
import { toStored } from '../api/body.ts';
import { encodeObject } from '../objects/encode.ts';
import { type ApiObject, withMetadata } from '../objects/api-object.ts';
import { textAt } from '../objects/fields.ts';
import { type JsonObject, parseJson } from '../objects/json.ts';
import { completeNamespace } from '../objects/kind-rules.ts';
import type { ApiType } from '../types/api-type.ts';
import type { ClusterState } from './cluster-state.ts';

/** An object as a GET shows it; integers that a double cannot hold are bigints. */
export type StoredObject = JsonObject & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ApiObject['metadata'];
};

/** Puts objects in place as they are; their namespaces come into being, definitions are served. */
export function seedObjects(state: ClusterState, objects: readonly object[]): void {
  for (const object of objects) seedObject(state, object as JsonObject);
}

function seedObject(state: ClusterState, document: JsonObject): void {
  const [apiVersion, kind] = [textAt(document, 'apiVersion'), textAt(document, 'kind')];
  const type = state.types.findKind(apiVersion, kind);
  if (type === undefined) throw new Error(`The server knows no ${kind} in ${apiVersion}: seed its definition first`);
  const object = toStored(type, document);
  const namespace = type.namespaced ? (object.metadata.namespace ?? 'default') : undefined;
  if (namespace !== undefined && state.store.get('namespaces', namespace) === undefined) {
    seedObject(state, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  }
  const seeded = withMetadata(completeSeed(type, object), {
    namespace,
    uid: object.metadata.uid ?? randomUUID(),
    creationTimestamp: object.metadata.creationTimestamp ?? state.timestamp(),
    generation: object.metadata.generation ?? (type.countsGenerations ? 1 : undefined),
  });
  state.insert(type, seeded);
}

function completeSeed(type: ApiType, object: ApiObject): ApiObject {
  if (type.name !== 'namespaces') return object;
  return { ...completeNamespace(object), status: object['status'] ?? { phase: 'Active' } };
}

/** One object by the name of its type, in the type's preferred version. */
export function readStored(
  state: ClusterState,
  typeName: string,
  namespace: string | undefined,
  name: string,
): StoredObject | undefined {
  const type = state.types.findNamed(typeName);
  const object = type === undefined ? undefined : state.get(type, namespace, name);
  return type === undefined || object === undefined ? undefined : show(type, object);
}

/** All objects, or those of one type, in the order of their keys. */
export function storedObjects(state: ClusterState, typeName?: string): StoredObject[] {
  const collections = typeName === undefined ? state.store.collections() : [typeName];
  return collections.flatMap((collection) => {
    const type = state.types.findNamed(collection);
    return type === undefined ? [] : state.store.list(collection).map((object) => show(type, object));
  });
}

function show(type: ApiType, object: ApiObject): StoredObject {
  return parseJson(encodeObject(type, object)) as StoredObject;
}
