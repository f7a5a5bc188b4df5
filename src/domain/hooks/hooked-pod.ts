import type { ResourceType } from '../resource.ts';
import { isListed } from '../selection/glob.ts';
import { matchesLabels } from '../selection/label-selector.ts';
import { resolveResourceNames } from '../selection/resource-names.ts';
import type { HookedPods } from './backup-hooks.ts';

/** What hooks are chosen by, of one Pod. */
export interface HookedPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** `Running`, `Succeeded`, …; empty where its status says none. */
  readonly phase: string;
  /** Containers in which a command can run, in order: the Pod's own, then init containers that go on running. */
  readonly containers: readonly string[];
}

interface PodDocument {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>> | null;
    readonly annotations?: Readonly<Record<string, string>> | null;
  };
  readonly spec?: {
    readonly containers?: readonly ContainerDocument[] | null;
    readonly initContainers?: readonly ContainerDocument[] | null;
  };
  readonly status?: { readonly phase?: string };
}

interface ContainerDocument {
  readonly name?: string;
  readonly restartPolicy?: string;
}

/** Reads a Pod's document, parsed by any parser. */
export function readHookedPod(document: object, namespace: string, name: string): HookedPod {
  const { metadata, spec, status } = document as PodDocument;
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return {
    namespace,
    name,
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    phase: status?.phase ?? '',
    containers: [...(spec?.containers ?? []), ...sidecars].flatMap((it) => it.name ?? []),
  };
}

/** Pods as discovery describes them. */
export const POD_TYPE: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'pods',
  singular: 'pod',
  kind: 'Pod',
  shortNames: ['po'],
  namespaced: true,
  verbs: [],
};

/** Whether a rule is for a Pod; namespaces by the names they have in the cluster. */
export function isForPod(pods: HookedPods, { namespace, labels }: HookedPod): boolean {
  const isNamespaceListed = isListed(namespace, pods.includedNamespaces, pods.excludedNamespaces);
  return takesInPods(pods) && isNamespaceListed && (!pods.labelSelector || matchesLabels(pods.labelSelector, labels));
}

/** Whether the types of a rule take in Pods, by any of their names; of other types there are no hooks. */
export function takesInPods(types: Pick<HookedPods, 'includedResources' | 'excludedResources'>): boolean {
  return isListed('pods', spelled(types.includedResources), spelled(types.excludedResources));
}

function spelled(entries: readonly string[]): readonly string[] {
  return resolveResourceNames(entries, [POD_TYPE]).entries;
}

/** Whether a Pod has come to its end: no command can run in it any more. */
export function hasEnded({ phase }: HookedPod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
