import { isJsonObject, type JsonObject, listAt, textAt, valueAt } from '../../json/exact-json.ts';
import { apiVersionOf } from '../../resource.ts';

/** What an object's `metadata.ownerReferences` name, without the UID, which is the old cluster's. */
export interface Owner {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** The reference as archived. */
  readonly reference: JsonObject;
}

/** The owners of an object, in their order; references that name nothing are left out. */
export function ownersOf(object: JsonObject): readonly Owner[] {
  return listAt(object, 'metadata', 'ownerReferences').flatMap((reference): Owner[] => {
    const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
    if (!isJsonObject(reference) || kind === undefined || name === undefined) return [];
    const [version = '', group = ''] = (textAt(reference, 'apiVersion') ?? '').split('/').toReversed();
    return [{ group, version, kind, name, reference }];
  });
}

/** The reference to the owner that is there now, in a version that is served. */
export function referenceTo({ group, reference }: Owner, uid: string, version: string): JsonObject {
  return { ...reference, apiVersion: apiVersionOf({ group, version }), uid };
}

/**
 * The references that an object has, and those of them that it lacks beside them: each owner once, and one controller at
 * most. Undefined where it lacks none.
 */
export function withMissingReferences(
  present: readonly JsonObject[],
  wanted: readonly JsonObject[],
): readonly JsonObject[] | undefined {
  const references = [...present];
  for (const reference of wanted) {
    const isThere = references.some((one) => textAt(one, 'uid') === textAt(reference, 'uid'));
    const isSecondController = isController(reference) && references.some(isController);
    if (!isThere && !isSecondController) references.push(reference);
  }
  return references.length === present.length ? undefined : references;
}

function isController(reference: JsonObject): boolean {
  return valueAt(reference, 'controller') === true;
}
