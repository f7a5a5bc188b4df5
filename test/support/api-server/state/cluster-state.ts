import { randomUUID } from 'node:crypto';
import { type ApiObject, isTerminating, withMetadata } from '../objects/api-object.ts';
import { objectAt, textsAt } from '../objects/fields.ts';
import { sameJson } from '../objects/json.ts';
import { completeDeleted, completeNew } from '../objects/kind-rules.ts';
import type { ApiType } from '../types/api-type.ts';
import { TypeRegistry } from '../types/type-registry.ts';
import { reactToRemoval, reactToWrite } from './controllers.ts';
import { keyOf, Store } from './store.ts';

/** Everything a cluster is: its objects, its types, its clock; and the controllers that react to each change. */
export class ClusterState {
  readonly store = new Store();
  readonly types = new TypeRegistry();
  readonly now: () => Date;
  /** What `kube-root-ca.crt` holds in every namespace. */
  readonly caPem: string;
  /** Namespaces whose content is being deleted right now: their emptying is looked at once, at the end. */
  readonly emptying = new Set<string>();
  /** What Pods have printed, by `namespace/name`. */
  readonly logs = new Map<string, string>();
  /** Whether definitions are taken but not served yet, as for a moment on a real server. */
  isHoldingDefinitions = false;

  constructor(now: () => Date, caPem: string) {
    this.now = now;
    this.caPem = caPem;
  }

  /** Now, or so many seconds later, as objects carry it: RFC 3339 in whole seconds. */
  timestamp(laterSeconds = 0): string {
    return new Date(this.now().getTime() + laterSeconds * 1000).toISOString().replace(/\.\d+/, '');
  }

  get(type: ApiType, namespace: string | undefined, name: string): ApiObject | undefined {
    return this.store.get(type.collection, namespace === undefined ? name : `${namespace}/${name}`);
  }

  /** The object as it would be created: identity, time and what the server fills in. */
  prepareNew(type: ApiType, object: ApiObject): ApiObject {
    return withMetadata(completeNew(type, object), {
      uid: randomUUID(),
      creationTimestamp: this.timestamp(),
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
      generation: type.countsGenerations ? 1 : object.metadata.generation,
    });
  }

  /** Stores a new object and lets the controllers react; returns it as the creator sees it. */
  insert(type: ApiType, object: ApiObject): ApiObject {
    const stored = this.store.put(type.collection, object);
    reactToWrite(this, type, stored);
    return stored;
  }

  /** Stores a changed object, unless nothing changed; one that is terminating goes when its last finalizer does. */
  replace(type: ApiType, before: ApiObject, after: ApiObject): ApiObject {
    if (isTerminating(after) && !isHeld(type, after)) {
      this.remove(type, after);
      return after;
    }
    if (sameJson(withoutVersion(before), withoutVersion(after))) return before;
    return this.insert(type, after);
  }

  /** Begins to delete: at once, or, where finalizers or a grace period hold it, by marking it. Returns the last state. */
  delete(type: ApiType, object: ApiObject, graceSeconds = 0): ApiObject {
    if (isTerminating(object) && graceSeconds > 0) return object;
    const { generation } = object.metadata;
    const marked = completeDeleted(
      type,
      withMetadata(object, {
        deletionTimestamp: this.timestamp(graceSeconds),
        deletionGracePeriodSeconds: graceSeconds,
        generation: generation === undefined ? undefined : generation + 1,
      }),
    );
    if (graceSeconds === 0 && !isHeld(type, object)) {
      this.remove(type, object);
      return object;
    }
    return isTerminating(object) ? object : this.insert(type, marked);
  }

  /** Takes an object away, whatever holds it, and lets the controllers react. */
  remove(type: ApiType, object: ApiObject): void {
    this.store.remove(type.collection, keyOf(object));
    reactToRemoval(this, type, object);
  }
}

/** Finalizers in its metadata keep an object; a namespace has some of its own in its spec. */
function isHeld(type: ApiType, object: ApiObject): boolean {
  const ofSpec = type.name === 'namespaces' ? textsAt(objectAt(object, 'spec'), 'finalizers') : [];
  return (object.metadata.finalizers ?? []).length > 0 || ofSpec.length > 0;
}

function withoutVersion(object: ApiObject): ApiObject {
  return withMetadata(object, { resourceVersion: undefined });
}
