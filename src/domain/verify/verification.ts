import type { Damage, Proof } from './proof.ts';

/** What became of the backups that a run verified, as its result tells. */
export interface VerificationSummary {
  /** How many were to be looked at. */
  readonly total: number;
  readonly proven: number;
  readonly sound: number;
  readonly damaged: number;
  /** Damaged ones first; each with what was found. */
  readonly backups: readonly VerifiedSummary[];
}

/** One backup that was verified. */
export interface VerifiedSummary extends Pick<Proof, 'outcome' | 'items'> {
  readonly name: string;
  /** In sentences; absent where there is none. */
  readonly damage?: readonly string[];
  readonly doubts?: readonly string[];
}

/** A summary before anything was looked at. */
export function newVerification(total: number): VerificationSummary {
  return { total, proven: 0, sound: 0, damaged: 0, backups: [] };
}

/** The summary with one more backup. */
export function withVerified(
  summary: VerificationSummary,
  name: string,
  { outcome, items, damage, doubts }: Proof,
): VerificationSummary {
  const one: VerifiedSummary = {
    name,
    outcome,
    items,
    ...(damage.length > 0 && { damage: damage.map(({ message }: Damage) => message) }),
    ...(doubts.length > 0 && { doubts }),
  };
  const isDamaged = (backup: VerifiedSummary) => backup.outcome === 'damaged';
  const backups = [...summary.backups, one];
  return {
    ...summary,
    [outcome]: summary[outcome] + 1,
    backups: [...backups.filter(isDamaged), ...backups.filter((backup) => !isDamaged(backup))],
  };
}
