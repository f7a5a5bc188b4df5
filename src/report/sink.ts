import type { RunContext } from '../base/context.ts';
import type { OnceEnd, OnceFacts, OnceVerdict } from '../domain/lock/once.ts';
import type { HistoryLimits } from '../domain/retention/history-limits.ts';
import type { RunResult } from '../domain/result/result.ts';

/**
 * One place where the outcome of a run is told. A sink decides itself how often it follows progress.
 * A failing sink never changes what the run did: its failure becomes the warning `report-failed`.
 */
export interface ResultSink {
  /** For the warning when it fails: `result ConfigMap`, `status file`. */
  readonly name: string;
  /** The result as it is now; called at every step and about every `statusFileEveryMs`. */
  progress(ctx: RunContext, result: RunResult): Promise<void>;
  /** The result of this attempt; nothing follows. Its `terminal` says whether the record is closed for good. */
  finished(ctx: RunContext, result: RunResult): Promise<void>;
}

/** What stood under the run's name when it was claimed. */
export type RecordClaim =
  /** Nothing: the record is ours now, and open. */
  | { readonly outcome: 'created' }
  /** An earlier attempt of this run left it open: it is ours now; `previous` holds what it knew. */
  | { readonly outcome: 'reopened'; readonly previous: RunResult }
  /** The run is over: nothing was written. */
  | { readonly outcome: 'terminal'; readonly recorded: RunResult };

/** The run's record in the cluster: the result ConfigMap, claimed before anything else is written. */
export interface RunRecord extends ResultSink {
  /**
   * Creates the record atomically, or finds out who was here before. A refusal to write is `permission-denied` with
   * the rule to add; a record of another run under this name is `internal`. A reopened record already tells of this
   * attempt (`continueResult`), and so must every result that follows.
   */
  claim(ctx: RunContext, result: RunResult): Promise<RecordClaim>;
  /**
   * Closes records of this policy that other runs left open and whose Jobs are gone, replaced or failed; returns their
   * names. This is upkeep: what the API server refuses is logged and left, and never ends the run that asks.
   */
  closeAbandoned(ctx: RunContext, policy: string): Promise<readonly string[]>;
  /** Deletes records of this policy beyond its limits and returns their names; upkeep like `closeAbandoned`. */
  tidy(ctx: RunContext, policy: string, limits: HistoryLimits): Promise<readonly string[]>;
}

/** What stood in the way of a request that is to be carried out once. */
export type OnceClaim =
  /** Nothing: the marker is ours now, and open. */
  { readonly outcome: 'created' } | OnceVerdict;

/**
 * Markers of requests that are carried out once, whatever starts them again: a Job that a GitOps tool makes anew, a Pod
 * that replaces another. A request is called like the Job that carries it out. Markers stay: they are what is remembered.
 */
export interface OnceMarker {
  /**
   * Creates the marker of a request atomically, or finds out what the one that is there means; one that is carried on is
   * ours afterwards. Called under the Lease of the policy, before the first write. A refusal to write is
   * `permission-denied` with the rule to add; an object of this name that is no marker is `cannot-write`.
   */
  claim(ctx: RunContext, request: string, facts: OnceFacts): Promise<OnceClaim>;
  /** Closes the marker for good: the request is done, or has failed in a way that trying again does not change. */
  finish(ctx: RunContext, request: string, facts: OnceFacts, end: OnceEnd): Promise<void>;
  /**
   * Deletes a marker that this run created, and that nothing was done under: the request may be put right and asked for
   * again under the same name. A marker of another run, and one that is closed, stays.
   */
  withdraw(ctx: RunContext, request: string, facts: OnceFacts): Promise<void>;
}
