import { RunError } from '../problem.ts';

/** A request that is to be carried out once: what it says, and the run that is about to do it. */
export interface OnceFacts {
  /** SHA-256 (hex) of what is asked for; the same hash is the same request. */
  readonly requestHash: string;
  readonly runId: string;
  /** The Job of the run: a run is dead when its Job is gone. */
  readonly job: { readonly name: string; readonly uid: string };
}

/** How a request was carried out. */
export interface OnceEnd {
  readonly exitCode: number;
  readonly phase: string;
  /** Name of the result ConfigMap. */
  readonly result: string;
}

/** What a marker says: who took the request up and, once that is over for good, how it ended. */
export interface OnceRecord extends OnceFacts {
  readonly end: OnceEnd | undefined;
}

/** What a marker means for a run that wants to carry its request out. */
export type OnceVerdict =
  /** Begun by this run, or by one that is dead: it is carried on. */
  | { readonly outcome: 'resumed'; readonly from: string }
  /** Over: nothing is to be done, and its exit code is repeated. */
  | ({ readonly outcome: 'done' } & OnceEnd)
  /** Something else was asked for under this name: a new name is a new decision. */
  | { readonly outcome: 'changed'; readonly recordedHash: string }
  /** Another run is at it: its Job is there. */
  | { readonly outcome: 'held'; readonly by: string };

/**
 * Judges the marker of a request. The run holds the Lease of its policy, so a holder that lost it is known to be dead or
 * stopped; what the Lease cannot tell is whether its Job will start another Pod, which it may as long as it is there.
 * `isHolderThere`: a Job of the record's name and UID exists.
 */
export function judgeOnce(record: OnceRecord, facts: OnceFacts, isHolderThere: boolean): OnceVerdict {
  if (record.requestHash !== facts.requestHash) return { outcome: 'changed', recordedHash: record.requestHash };
  if (record.end !== undefined) return { outcome: 'done', ...record.end };
  const isOurs = record.runId === facts.runId;
  if (!isOurs && isHolderThere) return { outcome: 'held', by: record.job.name };
  return { outcome: 'resumed', from: record.runId };
}

/** What ends a run that its request's marker turns away; undefined where it may go on, or has nothing left to do. */
export function onceRefusal(request: string, verdict: OnceVerdict, facts: OnceFacts): RunError | undefined {
  if (verdict.outcome === 'changed') {
    const { recordedHash } = verdict;
    return new RunError('policy-invalid', `Request ${request} is not what it was when it was first carried out`, {
      hint: `It had the hash ${recordedHash} and now has ${facts.requestHash}: give what you want now a new name`,
    });
  }
  if (verdict.outcome !== 'held') return undefined;
  return new RunError('busy', `Request ${request} is being carried out by Job ${verdict.by}`, {
    hint: 'Wait for that Job, or delete it: what it has not done yet is done by the next run of the same request',
  });
}
