import type { BackupStore } from '../../archive/backup-store.ts';
import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { type Facts, NO_FACTS, standingOf, withStanding } from '../../domain/backup/facts.ts';
import { judgeBackups } from '../../domain/retention/judge.ts';
import type { Retention, Verdict } from '../../domain/retention/retention.ts';

/** Folders whose facts are read at a time. */
const PARALLEL = 8;

/** More folders than that are not asked one by one: one listing of all of them costs less. */
const FEW = 16;

/** What is judged, and by what. */
export interface Judgement {
  /** Whose history it is. */
  readonly policy: string;
  readonly retention: Retention;
  readonly now: Date;
}

/**
 * Judges the history of one policy with everything that was said of its backups since. Facts are read only of those that
 * would go without them: nothing that is said of a backup makes another one go.
 */
export async function judgeHistory(
  ctx: RunContext,
  backups: Pick<BackupStore, 'readFacts' | 'listFacts'>,
  history: readonly Backup[],
  { policy, retention, now }: Judgement,
): Promise<Verdict[]> {
  const verdicts = judgeBackups(history, retention, now);
  const going = new Set(verdicts.filter(({ keep }) => !keep).map(({ backup }) => backup));
  if (going.size === 0) return verdicts;
  const doomed = history.filter(({ name }) => going.has(name));
  const factsOf = await readFactsOf(ctx, backups, doomed, policy);
  const standings = new Map(doomed.map((backup) => [backup.name, standingOf(backup, factsOf(backup), now)]));
  const standing = history.map((backup) => withStanding(backup, standings.get(backup.name) ?? backup));
  const holds = [...standings].flatMap(([name, { held }]): [string, string][] =>
    held === undefined ? [] : [[name, held]],
  );
  return judgeBackups(standing, retention, now, new Map(holds));
}

async function readFactsOf(
  ctx: RunContext,
  backups: Pick<BackupStore, 'readFacts' | 'listFacts'>,
  doomed: readonly Backup[],
  policy: string,
): Promise<(backup: Backup) => Facts> {
  const read = async ({ name }: Backup): Promise<[string, Facts]> => [name, await backups.readFacts(ctx, name)];
  const facts =
    doomed.length > FEW
      ? await backups.listFacts(ctx, `${policy}-`)
      : new Map(await mapConcurrent(doomed, PARALLEL, read));
  return ({ name }) => facts.get(name) ?? NO_FACTS;
}
