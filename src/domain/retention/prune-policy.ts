import type { Backup } from '../backup/backup.ts';
import type { Telling } from '../notify/receiver.ts';
import { type Facts, standingOf } from '../backup/facts.ts';

/** What a `PrunePolicy` document says, with every default in place. Durations are milliseconds. */
export interface PrunePolicy extends Telling {
  readonly kind: 'PrunePolicy';
  readonly name: string;
  /** Name of a `StorageLocation`. */
  readonly storageLocation: string;
  /** Names of the backup policies whose backups are judged; empty for all that keep theirs in the location. */
  readonly policies: readonly string[];
  readonly onBusy: 'Wait' | 'Fail';
  readonly timeoutMs: number | undefined;
}

/** Why a backup of ours that was judged may not go after all: what was said of it since then. */
export function doubtOfJudged(backup: Backup, facts: Facts, now: Date): string | undefined {
  if (backup.origin === undefined || backup.manifestSha256 === undefined) return 'it is not one of ours';
  const { held, expiresAt } = standingOf(backup, facts, now);
  if (held !== undefined) return `held: ${held}`;
  return expiresAt !== undefined && expiresAt > now ? 'its expiry was moved' : undefined;
}

/** Why a backup that somebody asked to delete may not go: it is held, or not ours where only ours were meant. */
export function doubtOfDeleted(
  backup: Backup,
  facts: Facts,
  { now, mayBeVeleros }: { readonly now: Date; readonly mayBeVeleros: boolean },
): string | undefined {
  if (backup.origin === undefined && !mayBeVeleros) return 'Lifeboat did not make it';
  const { held } = standingOf(backup, facts, now);
  return held === undefined ? undefined : `held: ${held}`;
}
