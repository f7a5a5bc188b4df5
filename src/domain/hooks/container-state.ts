/** How a container of a Pod stands, as far as hooks care. */
export interface ContainerState {
  readonly name: string;
  readonly isRunning: boolean;
  readonly isReady: boolean;
  /** Undefined while it has not ended. */
  readonly exitCode: number | undefined;
}

/** How a Pod and its containers stand. */
export interface PodState {
  /** `Pending`, `Running`, `Succeeded`, … */
  readonly phase: string;
  readonly isTerminating: boolean;
  /** The Pod's own and its init containers. */
  readonly containers: readonly ContainerState[];
}

interface StatusDocument {
  readonly metadata?: { readonly deletionTimestamp?: string };
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly ContainerStatus[] | null;
    readonly initContainerStatuses?: readonly ContainerStatus[] | null;
  };
}

interface ContainerStatus {
  readonly name?: string;
  readonly ready?: boolean;
  readonly state?: { readonly running?: object; readonly terminated?: { readonly exitCode?: number } };
}

/** Reads how a Pod stands from its document. */
export function readPodState(document: object): PodState {
  const { metadata, status } = document as StatusDocument;
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return {
    phase: status?.phase ?? '',
    isTerminating: metadata?.deletionTimestamp !== undefined,
    containers: all.map(({ name = '', ready = false, state }) => ({
      name,
      isRunning: state?.running !== undefined && state.running !== null,
      isReady: ready,
      exitCode: state?.terminated?.exitCode,
    })),
  };
}

/** Why nothing will ever run in a Pod again, in words that follow its name; undefined while something may. */
export function whyOver({ phase, isTerminating }: PodState): string | undefined {
  if (isTerminating) return 'it is being deleted';
  return phase === 'Succeeded' || phase === 'Failed' ? `it has ended (${phase})` : undefined;
}
