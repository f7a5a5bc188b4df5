import type { Logger } from 'pino';

/** Every interval of a run, in milliseconds, so that tests need no sleep and operators one place to read them. */
export interface Timings {
  /** How long a Lease is valid after its last renewal. */
  readonly lockDurationMs: number;
  readonly lockRenewEveryMs: number;
  /** How often a waiting run looks at the Lease again. */
  readonly lockPollEveryMs: number;
  /** How long `onBusy: Wait` waits before it gives up as busy. */
  readonly lockWaitMs: number;
  readonly statusFileEveryMs: number;
  readonly progressPatchEveryMs: number;
  /** First and largest pause between attempts; full jitter between zero and the current one. */
  readonly retryFirstMs: number;
  readonly retryLargestMs: number;
  /** What one call to the cluster or the store may spend on its attempts and pauses together. */
  readonly callBudgetMs: number;
  /** Longest `Retry-After` that is honoured. */
  readonly retryAfterLargestMs: number;
  /** A response that has not begun, or whose body has not moved, for this long is given up and asked for again. */
  readonly stallMs: number;
  readonly execPluginMs: number;
  /** What one try of a notification, or of pushing metrics or a trace, may take. */
  readonly notifyTryMs: number;
  /** How far this node's clock may be from the API server's before the server's counts: answers take time to arrive. */
  readonly clockToleranceMs: number;
  /** How often something is looked at again that the cluster is working on: a namespace, a definition. */
  readonly pollEveryMs: number;
  /** How often a Pod is looked at whose hooks wait for it. */
  readonly hookPollEveryMs: number;
  /** How long a restore waits for a namespace that is being deleted. */
  readonly namespaceWaitMs: number;
  /** How long a restore waits for the end of an object that it deleted, to create it anew. */
  readonly deletionWaitMs: number;
  /** How long a restore waits for a new definition to be served. */
  readonly definitionWaitMs: number;
  /**
   * What each of the last words of a stopped run may take: settling its commit, deleting its draft, publishing its
   * result. Three of them fit into 20 s of a Pod's grace period.
   */
  readonly lastWordsMs: number;
}

/** The timings of a run on a real cluster and store. */
export const DEFAULT_TIMINGS: Timings = {
  lockDurationMs: 60_000,
  lockRenewEveryMs: 15_000,
  lockPollEveryMs: 5_000,
  lockWaitMs: 600_000,
  statusFileEveryMs: 1_000,
  progressPatchEveryMs: 30_000,
  retryFirstMs: 200,
  retryLargestMs: 10_000,
  callBudgetMs: 120_000,
  retryAfterLargestMs: 60_000,
  stallMs: 60_000,
  execPluginMs: 15_000,
  notifyTryMs: 5_000,
  clockToleranceMs: 5_000,
  pollEveryMs: 500,
  hookPollEveryMs: 1_000,
  namespaceWaitMs: 600_000,
  deletionWaitMs: 120_000,
  definitionWaitMs: 60_000,
  lastWordsMs: 6_000,
};

/** Time as the run sees it. `pause` ends early, by rejecting with the signal's reason, when the signal aborts. */
export interface Clock {
  /** The wall clock: for names, records and expiry. */
  now(): Date;
  /** Milliseconds that only ever grow: for budgets and observed expiry. */
  monotonicMs(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** What every function that touches the world takes first. A function without it is pure. */
export interface RunContext {
  /** Aborts with a `RunError` as its reason; carried by every wait and request. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly clock: Clock;
  readonly timings: Timings;
  /** Told of each named step as it is reached: where tests stop a run to kill it, or fail it. */
  readonly reached: (step: string) => void | Promise<void>;
}

/** The same context under another signal: a part of the run with its own end. */
export function withSignal(ctx: RunContext, signal: AbortSignal): RunContext {
  return { ...ctx, signal };
}
