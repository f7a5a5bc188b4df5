import { type ApiObject, isTerminating, withContent, withMetadata } from '../objects/api-object.ts';
import { objectAt } from '../objects/fields.ts';
import type { JsonObject } from '../objects/json.ts';
import { protectionOf } from '../objects/kind-rules.ts';
import type { ApiType } from '../types/api-type.ts';
import type { ClusterState } from './cluster-state.ts';
import { finishNamespace, fillNamespace } from './namespaces.ts';

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/**
 * What the controllers of a real cluster do after a write, done at once: content of new namespaces, termination,
 * definitions and aggregated groups. Nothing runs Pods, Jobs or the garbage collector.
 */
export function reactToWrite(state: ClusterState, type: ApiType, object: ApiObject): void {
  switch (type.name) {
    case 'namespaces':
      if (isTerminating(object)) finishNamespace(state, object.metadata.name ?? '');
      else fillNamespace(state, object.metadata.name ?? '');
      return;
    case DEFINITIONS:
      serveDefinition(state, type, object);
      return;
    case 'apiservices.apiregistration.k8s.io':
      state.types.aggregate(object);
      return;
    default:
      releaseProtection(state, type, object);
  }
}

/** What follows when an object is gone. */
export function reactToRemoval(state: ClusterState, type: ApiType, object: ApiObject): void {
  const { name = '', namespace } = object.metadata;
  if (type.name === DEFINITIONS) removeDefined(state, object);
  if (type.name === 'apiservices.apiregistration.k8s.io') state.types.withdraw(name);
  if (namespace === undefined) return;
  const home = state.store.get('namespaces', namespace);
  if (home === undefined) return;
  if (isTerminating(home)) finishNamespace(state, namespace);
  else fillNamespace(state, namespace);
}

/** From now on new definitions are not served, until the function that is returned is called: then they all are. */
export function holdDefinitions(state: ClusterState): () => void {
  state.isHoldingDefinitions = true;
  return () => {
    state.isHoldingDefinitions = false;
    const type = state.types.findNamed(DEFINITIONS);
    if (type !== undefined) for (const it of state.store.list(type.collection)) serveDefinition(state, type, it);
  };
}

/** Serves a definition's types from now on and says so in its status. */
function serveDefinition(state: ClusterState, type: ApiType, definition: ApiObject): void {
  if (state.isHoldingDefinitions && !state.types.isDefined(definition)) return;
  state.types.define(definition);
  const status = objectAt(definition, 'status');
  if (isTerminating(definition) || Array.isArray(status['conditions'])) return;
  const conditions = [
    condition(state, 'NamesAccepted', 'NoConflicts', 'no conflicts found'),
    condition(state, 'Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
  ];
  const established = { ...status, conditions, acceptedNames: objectAt(objectAt(definition, 'spec'), 'names') };
  state.store.put(type.collection, withContent(definition, { status: established }));
}

function condition(state: ClusterState, type: string, reason: string, message: string): JsonObject {
  return { type, status: 'True', lastTransitionTime: state.timestamp(), reason, message };
}

function removeDefined(state: ClusterState, definition: ApiObject): void {
  const { name = '' } = definition.metadata;
  const type = state.types.findNamed(name);
  if (type !== undefined) for (const object of state.store.list(type.collection)) state.remove(type, object);
  state.types.undefine(name);
}

/** A claim or volume being deleted loses its protection: no Pod runs here that could use it. */
function releaseProtection(state: ClusterState, type: ApiType, object: ApiObject): void {
  const protection = protectionOf(type);
  const { finalizers = [] } = object.metadata;
  if (protection === undefined || !isTerminating(object) || !finalizers.includes(protection)) return;
  const left = finalizers.filter((finalizer) => finalizer !== protection);
  state.replace(type, object, withMetadata(object, { finalizers: left.length === 0 ? undefined : left }));
}
