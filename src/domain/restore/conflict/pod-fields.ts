import { isJsonObject, type JsonObject, objectAt, valueAt } from '../../json/exact-json.ts';
import { isContainedIn } from './contained-in.ts';

/** Fields of a Pod's spec that an update may change, each within limits that the API server checks. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  'activeDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'tolerations',
  'schedulingGates',
]);
const CONTAINERS: ReadonlySet<string> = new Set(['containers', 'initContainers']);

/** The field that keeps a Pod from becoming another (`ValidatePodUpdate`): nearly all of its spec, but for images. */
export function changedPodField(live: JsonObject, wanted: JsonObject): string | undefined {
  const [before, after] = [objectAt(live, 'spec') ?? {}, objectAt(wanted, 'spec') ?? {}];
  const changed = Object.keys(after).find((field) => {
    if (CHANGEABLE.has(field)) return false;
    const [was, becomes] = [valueAt(before, field), after[field]];
    return CONTAINERS.has(field) ? !isContainedIn(was, withoutImages(becomes)) : !isContainedIn(was, becomes);
  });
  return changed === undefined ? undefined : `spec.${changed}`;
}

/** Containers of which nothing is said about the image, so that any will do. */
function withoutImages(containers: unknown): unknown {
  if (!Array.isArray(containers)) return containers;
  return containers.map((container: unknown) => {
    if (!isJsonObject(container)) return container;
    const { image: _, ...others } = container;
    return others;
  });
}
