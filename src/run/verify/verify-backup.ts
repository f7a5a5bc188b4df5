import type { BackupStore } from '../../archive/backup-store.ts';
import type { RunContext } from '../../base/context.ts';
import { type Backup, promisesArchive } from '../../domain/backup/backup.ts';
import { goodBefore, historyOf } from '../../domain/backup/continuity.ts';
import { type Proof, proofOf, withFindings } from '../../domain/verify/proof.ts';

/** How far to follow what a manifest says of the backup before it: not at all, one step, or to the chain's beginning. */
export type ChainLength = 'none' | 'one' | 'whole';

/** A backup that was looked at. */
export interface VerifiedBackup extends Proof {
  readonly name: string;
}

/** Reads all of a backup and, as far as is wanted, the manifests of those before it. */
export async function verifyBackup(
  ctx: RunContext,
  backups: BackupStore,
  backup: Backup,
  chain: ChainLength,
): Promise<VerifiedBackup> {
  const { name } = backup;
  const proof = promisesArchive(backup) ? await backups.examine(ctx, backup) : nothingIn(backup);
  const found = chain === 'none' ? proof : await followChain(ctx, backups, backup, proof, chain);
  const isGone = found.damage.length > 0 && (await backups.find(ctx, name)) === undefined;
  return { name, ...(isGone ? DELETED_MEANWHILE : found) };
}

/** A backup that retention gave up while it was read is not damaged: it is no backup any more. */
const DELETED_MEANWHILE = proofOf({
  items: 0,
  isComplete: false,
  damage: [],
  doubts: ['It was deleted while it was read'],
});

/** A backup in whose phase an archive may well be missing, named by somebody all the same. */
function nothingIn({ phase }: Backup): Proof {
  const message = `It is ${phase}: there is nothing in it to rely on`;
  return { outcome: 'damaged', items: 0, damage: [{ part: 'archive', message }], doubts: [] };
}

/** Each backup once: a forged chain may lead in a circle. Where one is gone, it goes on at the next good one behind it. */
async function followChain(
  ctx: RunContext,
  backups: BackupStore,
  from: Backup,
  proof: Proof,
  chain: Exclude<ChainLength, 'none'>,
): Promise<Proof> {
  const seen = new Set<string>();
  let history: readonly Backup[] | undefined;
  let found = proof;
  let name: string | undefined = from.name;
  while (name !== undefined && !seen.has(name)) {
    seen.add(name);
    const { previous, gone, damage, doubts } = await backups.examineLink(ctx, name);
    found = withFindings(found, damage, doubts);
    if (chain === 'one') break;
    if (gone !== undefined) history ??= await historyAround(ctx, backups, from);
    name = gone === undefined ? previous : goodBefore(history ?? [], name)?.name;
  }
  return found;
}

async function historyAround(ctx: RunContext, backups: BackupStore, { origin }: Backup): Promise<readonly Backup[]> {
  if (origin?.policy === undefined) return [];
  return historyOf((await backups.list(ctx, { namePrefix: `${origin.policy}-` })).backups, origin);
}
