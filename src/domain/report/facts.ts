import type { Backup } from '../backup/backup.ts';
import type { Objectives } from '../objectives/objectives.ts';
import type { RunResult } from '../result/result.ts';
import type { Holds } from '../retention/judge.ts';
import type { Retention } from '../retention/retention.ts';
import type { Coverage, LocationOverview } from './overview.ts';

/** Everything that was read for a report. */
export interface ReportFacts {
  readonly now: Date;
  readonly since: Date;
  readonly version: string;
  readonly locations: readonly LocationOverview[];
  readonly backups: readonly Backup[];
  /** Records of finished runs that were due since then. */
  readonly runs: readonly RunResult[];
  readonly policies: readonly KnownPolicy[];
  /** By backup: of the newest good one of each policy and cluster. */
  readonly coverage: ReadonlyMap<string, Coverage>;
  /** By backup: sizes of archives that no run's record tells. */
  readonly archiveBytes: ReadonlyMap<string, number>;
  /** By backup: why it is held. */
  readonly holds: Holds;
}

/** What a policy's own text says, where it was read. */
export interface KnownPolicy {
  readonly name: string;
  readonly objectives: Objectives;
  readonly retention: Retention;
  readonly schedule: string | undefined;
  readonly timeZone: string;
  /** Times at which it is due between two times; empty without a schedule. */
  readonly slots: (after: Date, before: Date) => readonly Date[];
}
