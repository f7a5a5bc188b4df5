import { chooseInitContainers } from '../../../hooks/choose-restore-hooks.ts';
import { readHookedPod } from '../../../hooks/hooked-pod.ts';
import { changeEach, withoutAt } from '../../../json/edit.ts';
import { isJsonObject, objectAt, textAt, type JsonObject } from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

/** Init containers by which earlier restores of Velero waited for volume data. */
const WAITING = new Set(['restore-wait', 'restic-wait']);

/**
 * Takes from a Pod what a running one was given (Velero, `pkg/restore/actions/pod_action.go`): its node, its priority
 * as a number, the token volumes that clusters before 1.22 mounted, and containers that waited for an earlier restore;
 * and the ephemeral containers, which the API server refuses in a new Pod. Gives it the init containers of restore hooks
 * (`init_restorehook_pod_action.go`), before its own; one of the same name gives way, so that a Pod has each but once.
 */
export function resetPod(pod: JsonObject, facts: Pick<PrepareFacts, 'hooks' | 'target'>): JsonObject {
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
  return withHookContainers(changeEach(awake, ['spec', 'initContainers'], withoutMounts), facts);
}

function withHookContainers(pod: JsonObject, { hooks, target }: Pick<PrepareFacts, 'hooks' | 'target'>): JsonObject {
  if (hooks === undefined || target === undefined) return pod;
  const hooked = readHookedPod(pod, target, textAt(pod, 'metadata', 'name') ?? '');
  const { containers } = chooseInitContainers(hooks, hooked);
  if (containers.length === 0) return pod;
  const names = new Set(containers.map((it) => textAt(it, 'name')));
  const spec = objectAt(pod, 'spec') ?? {};
  const own = Array.isArray(spec['initContainers']) ? (spec['initContainers'] as readonly unknown[]) : [];
  const others = own.filter((it) => !names.has(textAt(it, 'name')));
  return { ...pod, spec: { ...spec, initContainers: [...containers, ...others] } };
}

function unmount(container: JsonObject, isToken: (mount: unknown) => boolean): JsonObject {
  return changeEach(container, ['volumeMounts'], dropIf(isToken));
}

function dropIf(isUnwanted: (element: unknown) => boolean): (element: unknown) => unknown {
  return (element) => (isUnwanted(element) ? undefined : element);
}
