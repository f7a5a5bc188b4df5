import type { JsonObject, JsonValue } from '../../json/exact-json.ts';
import type { Pointer } from '../../json/pointer.ts';
import type { LabelSelector } from '../../selection/label-selector.ts';

/** What a ConfigMap with Velero's resource modifiers says (`internal/resourcemodifiers` in Velero), checked. */
export interface ResourceModifiers {
  /** Where the text came from: `configmap:<namespace>/<name>/<key>`, or the file that has the manifest. */
  readonly source: string;
  /** SHA-256 (hex) of the text. */
  readonly sha256: string;
  /** In order; each sees what those before it made of the object, but their conditions see it as it was. */
  readonly rules: readonly ModifierRule[];
}

/** One change, and the objects to which it is done. */
export interface ModifierRule {
  /** `resourceModifierRules[0]`: how messages call it. */
  readonly name: string;
  readonly conditions: ModifierConditions;
  readonly patch: ModifierPatch;
}

/** What must hold of an object as archived, all of it. Patterns are predicates already: their languages are Velero's. */
export interface ModifierConditions {
  /** `groupResource`: about `deployments.apps`, `pods`. */
  readonly isType: (groupResource: string) => boolean;
  /** `namespaces`: about the namespace as archived; not asked about cluster-scoped objects. */
  readonly isNamespace: (namespace: string) => boolean;
  /** `resourceNameRegex`: anywhere in the name. */
  readonly isName: (name: string) => boolean;
  readonly labelSelector: LabelSelector | undefined;
  /** Values that must stand at their places, equal to these; null also where there is none. */
  readonly matches: readonly { readonly path: Pointer; readonly value: JsonValue }[];
}

/** Exactly one kind of patch; the patches of one kind one after the other. */
export type ModifierPatch =
  | { readonly kind: 'json'; readonly operations: readonly JsonPatchOperation[] }
  | { readonly kind: 'merge'; readonly patches: readonly JsonObject[] }
  | { readonly kind: 'strategic'; readonly patches: readonly JsonObject[] };

/** One operation of a JSON patch (RFC 6902). */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: Pointer;
  /** Of `move` and `copy`. */
  readonly from?: Pointer;
  /** Of `add`, `replace` and `test`. */
  readonly value?: JsonValue;
}
