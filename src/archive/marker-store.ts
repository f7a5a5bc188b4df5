import type { RunContext } from '../base/context.ts';
import type { OnceRecord } from '../domain/lock/once.ts';

/**
 * Which request a marker is about: one of a cluster, by the UID of its `kube-system`, so that a cluster that is built
 * anew can be restored by the requests that its predecessor had.
 */
export interface MarkerPlace {
  readonly clusterUid: string;
  /** Of the Job. */
  readonly namespace: string;
  readonly request: string;
}

/** Once-markers beside the backups: what is remembered where the cluster forgets. */
export interface MarkerStore {
  /** Undefined where there is none; `cannot-write` for what is no marker, because it may be what is remembered. */
  readMarker(ctx: RunContext, place: MarkerPlace): Promise<OnceRecord | undefined>;
  /** Writes a marker, over an older one. Whoever does it holds the Lease of the request. */
  putMarker(ctx: RunContext, place: MarkerPlace, record: OnceRecord): Promise<void>;
  deleteMarker(ctx: RunContext, place: MarkerPlace): Promise<void>;
}
