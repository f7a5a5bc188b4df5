import { changeEach, withoutAt } from '../../../json/edit.ts';
import { isJsonObject, textAt, type JsonObject } from '../../../json/exact-json.ts';

/** Init containers by which earlier restores of Velero waited for volume data. */
const WAITING = new Set(['restore-wait', 'restic-wait']);

/**
 * Takes from a Pod what a running one was given (Velero, `pkg/restore/actions/pod_action.go`): its node, its priority
 * as a number, the token volumes that clusters before 1.22 mounted, and containers that waited for an earlier restore;
 * and the ephemeral containers, which the API server refuses in a new Pod.
 */
export function resetPod(pod: JsonObject): JsonObject {
  const tokens = `${textAt(pod, 'spec', 'serviceAccountName') ?? ''}-token-`;
  const isToken = (volume: unknown): boolean => textAt(volume, 'name')?.startsWith(tokens) === true;
  const withoutMounts = (container: unknown): unknown =>
    isJsonObject(container) ? unmount(container, isToken) : container;

  const unplaced = withoutAt(pod, ['spec'], ['nodeName', 'priority', 'ephemeralContainers']);
  const withoutVolumes = changeEach(unplaced, ['spec', 'volumes'], dropIf(isToken));
  const unmounted = changeEach(withoutVolumes, ['spec', 'containers'], withoutMounts);
  const awake = changeEach(
    unmounted,
    ['spec', 'initContainers'],
    dropIf((it) => WAITING.has(textAt(it, 'name') ?? '')),
  );
  return changeEach(awake, ['spec', 'initContainers'], withoutMounts);
}

function unmount(container: JsonObject, isToken: (mount: unknown) => boolean): JsonObject {
  return changeEach(container, ['volumeMounts'], dropIf(isToken));
}

function dropIf(isUnwanted: (element: unknown) => boolean): (element: unknown) => unknown {
  return (element) => (isUnwanted(element) ? undefined : element);
}
