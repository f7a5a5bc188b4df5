import { formatItemRef, type ItemRef } from '../../item.ts';
import { isJsonObject, type JsonObject, listAt, objectAt, textAt } from '../../json/exact-json.ts';
import { formatGroupResource } from '../../resource.ts';
import { definitionOf } from '../planning/definitions.ts';
import type { Scope } from './scope.ts';

/**
 * Which items a restore keeps, once all were seen: those that are selected, and what they need within the scope. Every
 * item that the scope reaches is shown to `see` once, in any order; `keeps` is asked afterwards.
 */
export class Companions {
  readonly #scope: Scope;
  readonly #kept = new Set<string>();
  /** What claims need that are not selected themselves, for when a selected Pod needs them. */
  readonly #needs = new Map<string, readonly string[]>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Shows an item; one that the scope does not reach is passed over. */
  see(ref: ItemRef, object: JsonObject): void {
    const reach = this.#scope.reachOf(ref);
    if (reach === 'none') return;
    const needed = neededBy(ref, object).map(formatItemRef);
    if (reach === 'selected' && this.#scope.matchesLabels(labelsOf(object))) {
      this.#keep(formatItemRef(ref));
      for (const item of needed) this.#keep(item);
    } else if (formatGroupResource(ref) === 'persistentvolumeclaims') {
      const item = formatItemRef(ref);
      this.#needs.set(item, needed);
      if (this.#kept.has(item)) for (const one of needed) this.#keep(one);
    }
  }

  /** Shows an item that cannot be read: whether its labels match nobody can tell, and so it is part of the restore, and fails. */
  seeUnreadable(ref: ItemRef): void {
    if (this.#scope.reachOf(ref) === 'selected') this.#keep(formatItemRef(ref));
  }

  /** Whether an item is part of the restore; what the policy excludes is not, whoever needs it. */
  keeps(ref: ItemRef): boolean {
    return this.#kept.has(formatItemRef(ref)) && this.#scope.reachOf(ref) !== 'none';
  }

  #keep(item: string): void {
    if (this.#kept.has(item)) return;
    this.#kept.add(item);
    for (const needed of this.#needs.get(item) ?? []) this.#keep(needed);
  }
}

/**
 * What an item cannot do without: its namespace, the definition of its type, the volume of a claim, and what Velero
 * restores along with a Pod, its claims and its priority class. Names that are not in the archive do no harm.
 */
function neededBy(ref: ItemRef, object: JsonObject): ItemRef[] {
  const needed: ItemRef[] = [];
  if (ref.namespace !== undefined) needed.push(core('namespaces', ref.namespace));
  if (ref.group !== '') needed.push(definitionOf(ref));
  switch (formatGroupResource(ref)) {
    case 'persistentvolumeclaims':
      needed.push(...named(textAt(object, 'spec', 'volumeName'), (name) => core('persistentvolumes', name)));
      break;
    case 'pods':
      needed.push(...claimsOf(ref, object));
      needed.push(...named(textAt(object, 'spec', 'priorityClassName'), priorityClass));
  }
  return needed;
}

function claimsOf({ namespace }: ItemRef, pod: JsonObject): ItemRef[] {
  return listAt(pod, 'spec', 'volumes').flatMap((volume) =>
    named(textAt(volume, 'persistentVolumeClaim', 'claimName'), (name) => ({
      ...core('persistentvolumeclaims', name),
      namespace,
    })),
  );
}

function named(name: string | undefined, refer: (name: string) => ItemRef): ItemRef[] {
  return name === undefined || name === '' ? [] : [refer(name)];
}

function core(resource: string, name: string): ItemRef {
  return { group: '', resource, namespace: undefined, name };
}

function priorityClass(name: string): ItemRef {
  return { group: 'scheduling.k8s.io', resource: 'priorityclasses', namespace: undefined, name };
}

/** Labels that are text, which is all that the API server lets pass. */
function labelsOf(object: JsonObject): Readonly<Record<string, string>> {
  const labels = objectAt(object, 'metadata', 'labels');
  return isJsonObject(labels) ? (labels as Readonly<Record<string, string>>) : {};
}
