import { isSameJson } from '../../json/canonical.ts';
import { without } from '../../json/edit.ts';
import { isJsonObject, type JsonObject, objectAt } from '../../json/exact-json.ts';
import { mergePatch } from '../../json/merge-patch.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';
import { RESTORE_MARKS } from './restore-marks.ts';

/**
 * What the server, the scheduler or a controller fills in, which an archived object may lack: an update leaves it there.
 * Whatever preparation takes out of both objects takes no part anyway.
 */
const FILLED_IN: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['persistentvolumeclaims', [['spec', 'volumeName']]],
  ['persistentvolumes', [['spec', 'claimRef']]],
  [
    'services',
    [
      ['spec', 'clusterIP'],
      ['spec', 'clusterIPs'],
      ['spec', 'healthCheckNodePort'],
      ['spec', 'ipFamilies'],
      ['spec', 'ipFamilyPolicy'],
    ],
  ],
]);
/** Three views of one object: as it is to be, and the existing one both as preparation leaves it and as it was read. */
export interface Views {
  readonly prepared: JsonObject;
  readonly livePrepared: JsonObject;
  readonly live: JsonObject;
}

/**
 * The merge patch that makes an existing object what the archive says: fields that the archive lacks go, labels are those
 * of the archive and of this restore. Identity, owners, finalizers and what the cluster fills in stay as they are.
 * Undefined where nothing is to be changed.
 */
export function updatePatch(type: GroupResource, { prepared, livePrepared, live }: Views): JsonObject | undefined {
  const body = mergePatch(bodyOf(livePrepared), bodyOf(prepared)) ?? {};
  const fields = withoutRemovals(body, FILLED_IN.get(formatGroupResource(type)) ?? []);
  const metadata = mergePatch(mapsOf(livePrepared), mapsOf(prepared));
  if (Object.keys(fields).length === 0 && metadata === undefined) return undefined;
  const labels = { ...objectAt(metadata, 'labels'), ...labelsToSet(live, prepared) };
  const changed = { ...metadata, ...(Object.keys(labels).length > 0 && { labels }) };
  return { ...fields, ...(Object.keys(changed).length > 0 && { metadata: changed }) };
}

function bodyOf(object: JsonObject): JsonObject {
  return without(object, ['apiVersion', 'kind', 'metadata', 'status']);
}

/** Labels and annotations: all of the metadata that an update touches. What a restore marks is no difference. */
function mapsOf(object: JsonObject): JsonObject {
  return {
    labels: without(objectAt(object, 'metadata', 'labels') ?? {}, RESTORE_MARKS),
    annotations: objectAt(object, 'metadata', 'annotations') ?? {},
  };
}

/** Labels that the existing object does not have as they shall be, those of this restore above all. */
function labelsToSet(live: JsonObject, prepared: JsonObject): JsonObject {
  const present = objectAt(live, 'metadata', 'labels') ?? {};
  const wanted = Object.entries(objectAt(prepared, 'metadata', 'labels') ?? {});
  return Object.fromEntries(
    wanted.filter(([key, value]) => !Object.hasOwn(present, key) || !isSameJson(present[key], value)),
  );
}

/** A patch that removes none of the fields at the paths; an object that says nothing any more is left out. */
function withoutRemovals(patch: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  const kept = Object.entries(patch).flatMap(([key, value]): [string, unknown][] => {
    const below = paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
    if (below.length === 0) return [[key, value]];
    if (value === null && below.some((rest) => rest.length === 0)) return [];
    if (!isJsonObject(value)) return [[key, value]];
    const inside = withoutRemovals(value, below);
    return Object.keys(inside).length === 0 ? [] : [[key, inside]];
  });
  return Object.fromEntries(kept);
}
