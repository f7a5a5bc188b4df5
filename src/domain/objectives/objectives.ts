/** Promises about recovery: how old the newest good backup may become, and how long a restore may take. */
export interface Objectives {
  readonly rpoMs: number | undefined;
  readonly rtoMs: number | undefined;
}

/** One promise against what is known. Seconds. */
export interface ObjectiveVerdict {
  readonly limitSeconds: number;
  /** What it came to; absent where that is not known. */
  readonly actualSeconds?: number;
  readonly isMissed: boolean;
  /** One sentence that holds the numbers. */
  readonly reason: string;
}

/** A policy's promises as a run found them. */
export interface ObjectiveReport {
  readonly policy: string;
  readonly rpo?: ObjectiveVerdict;
  readonly rto?: ObjectiveVerdict;
  /** Times of the schedule since the last good backup that brought none, without that of the run itself. */
  readonly missedSlots?: number;
  readonly isMissed: boolean;
}

/** Nothing promised. */
export const NO_OBJECTIVES: Objectives = { rpoMs: undefined, rtoMs: undefined };
