import type { Retention } from '../../domain/retention/retention.ts';
import { DEFAULTS } from '../defaults.ts';
import type { BackupPolicySpec } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';

/**
 * The rules by which a policy's backups are kept. Without a term of its own a policy with a keep rule keeps what that rule
 * says, and no more; else Velero's term holds. Days begin by the clock of the policy's time zone.
 */
export function retentionOf({ ttl, retention = {} }: BackupPolicySpec, timeZone: string): Retention {
  const written = ttl === undefined ? 0 : goDurationMs(ttl);
  const isRuled = ttl === undefined && hasKeepRule(retention);
  return {
    ttlMs: written > 0 || isRuled ? written : goDurationMs(DEFAULTS.ttl),
    keepLast: retention.keepLast ?? DEFAULTS.keepLast,
    keep: {
      hour: retention.keepHourly ?? 0,
      day: retention.keepDaily ?? 0,
      week: retention.keepWeekly ?? 0,
      month: retention.keepMonthly ?? 0,
      year: retention.keepYearly ?? 0,
    },
    keepWithinMs: keepWithinMs(retention),
    minGood: retention.minGood ?? DEFAULTS.minGood,
    timeZone,
  };
}

/** Whether anything but age keeps backups of a policy. */
export function hasKeepRule(retention: NonNullable<BackupPolicySpec['retention']>): boolean {
  const { keepLast, keepHourly, keepDaily, keepWeekly, keepMonthly, keepYearly } = retention;
  const counts = [keepLast, keepHourly, keepDaily, keepWeekly, keepMonthly, keepYearly];
  return counts.some((count = 0) => count > 0) || keepWithinMs(retention) > 0;
}

function keepWithinMs({ keepWithin }: NonNullable<BackupPolicySpec['retention']>): number {
  return keepWithin === undefined ? 0 : goDurationMs(keepWithin);
}
