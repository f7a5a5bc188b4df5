/** Which backups of a policy outlive time. A backup goes only when no rule keeps it. */
export interface Retention {
  /** A backup is kept until this long after it was started. */
  readonly ttlMs: number;
  /** How many of the newest good backups are kept whatever their age. */
  readonly keepLast: number;
  /** Good backups that must remain; while there are no more, nothing is given up. */
  readonly minGood: number;
}

/** What retention decided about one backup, and why. */
export interface Verdict {
  readonly backup: string;
  readonly keep: boolean;
  /** In words: `not expired (until 2026-12-21T02:17:00Z)`. */
  readonly reason: string;
}
