import type { BackupStore } from '../../archive/backup-store.ts';
import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { type Standing, standingOf, withStanding } from '../../domain/backup/facts.ts';
import { judgeBackups } from '../../domain/retention/judge.ts';
import type { Retention, Verdict } from '../../domain/retention/retention.ts';

/** Folders whose facts are read at a time. */
const PARALLEL = 8;

/**
 * Judges the history of one policy with everything that was said of its backups since. Facts are read only of those that
 * would go without them: nothing that is said of a backup makes another one go.
 */
export async function judgeHistory(
  ctx: RunContext,
  backups: Pick<BackupStore, 'readFacts'>,
  history: readonly Backup[],
  { retention, now }: { readonly retention: Retention; readonly now: Date },
): Promise<Verdict[]> {
  const going = judgeBackups(history, retention, now).filter(({ keep }) => !keep);
  if (going.length === 0) return judgeBackups(history, retention, now);
  const names = new Set(going.map(({ backup }) => backup));
  const doomed = history.filter(({ name }) => names.has(name));
  const standings = new Map<string, Standing>(
    await mapConcurrent(doomed, PARALLEL, async (backup): Promise<[string, Standing]> => {
      const facts = await backups.readFacts(ctx, backup.name);
      return [backup.name, standingOf(backup, facts, now)];
    }),
  );
  const standing = history.map((backup) => {
    const found = standings.get(backup.name);
    return found === undefined ? backup : withStanding(backup, found);
  });
  const held = [...standings].flatMap(([name, { held }]): [string, string][] =>
    held === undefined ? [] : [[name, held]],
  );
  return judgeBackups(standing, retention, now, new Map(held));
}
