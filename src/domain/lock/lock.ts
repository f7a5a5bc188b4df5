/** A policy's Lease as it was read (coordination.k8s.io/v1), reduced to what decides. */
export interface LockRecord {
  /** `runId/podUID` of the holder; empty when it was given back. */
  readonly holder: string;
  /** The holder's own promise: not renewed for this long means dead. */
  readonly durationMs: number;
  /** Changes with every renewal; compared, never read as a time: clocks differ. */
  readonly renewal: string;
}

/** Since when, by our own monotonic clock, the record has looked the same. */
export interface LockObservation {
  readonly record: LockRecord;
  readonly sinceMs: number;
}

/** What a run may do about a lock: take it, go on holding it, or leave it. */
export type LockVerdict = 'free' | 'ours' | 'expired' | 'held';

/** Keeps the moment of the first sight as long as nothing about the record changes. */
export function observeLock(previous: LockObservation | undefined, record: LockRecord, nowMs: number): LockObservation {
  const isSame =
    previous !== undefined && previous.record.holder === record.holder && previous.record.renewal === record.renewal;
  return isSame ? previous : { record, sinceMs: nowMs };
}

/**
 * Whether a run may take the lock. It expires by observation: only when we watched it go unrenewed for its whole
 * duration, so that a holder whose clock is off is never robbed.
 */
export function judgeLock(observation: LockObservation | undefined, us: string, nowMs: number): LockVerdict {
  if (observation === undefined || observation.record.holder === '') return 'free';
  if (observation.record.holder === us) return 'ours';
  return nowMs - observation.sinceMs > observation.record.durationMs ? 'expired' : 'held';
}

/** How long a holder may go without a successful renewal before it must stop: well before anyone may take over. */
export function mustStopAfterMs(durationMs: number): number {
  return (durationMs * 2) / 3;
}
