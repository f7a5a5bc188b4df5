import type { BackupListing } from '../../archive/backup-store.ts';
import type { RunContext } from '../../base/context.ts';
import { sha256Hex } from '../../base/hash.ts';
import { RunError } from '../../domain/problem.ts';
import { chooseToVerify } from '../../domain/verify/choose.ts';
import { type Proof, proofOf } from '../../domain/verify/proof.ts';
import { newVerification, type VerificationSummary, withVerified } from '../../domain/verify/verification.ts';
import type { Work } from '../action.ts';
import type { Ending } from '../conclude-run.ts';
import type { VerifyOrder } from '../services.ts';
import { verifyBackup } from './verify-backup.ts';

/**
 * Reads the backups that a policy chooses, one after the other. Each that is damaged is an error of the run, and the run
 * then ends as `archive-unreadable`: the rest is looked at all the same. Another Pod of the run takes the same sample.
 */
export async function verifyBackups(ctx: RunContext, work: Work<VerifyOrder>): Promise<Ending> {
  const { backups, journal, run } = work;
  const { choice } = run.order;
  const listing = await backups.list(ctx);
  const chosen = chooseToVerify(listing.backups, choice, ({ name }) => sha256Hex(`${run.identity.runId} ${name}`));
  const broken = unreadableOf(listing, choice.policies);
  const total = chosen.length + broken.length;
  if (total === 0) throw nothingThere(backups.root, choice.policies);
  let summary = newVerification(total);
  const note = (name: string, proof: Proof) => {
    summary = withVerified(summary, name, proof);
    journal.update({ verification: summary });
    for (const { message } of proof.damage)
      journal.error(ctx, { code: 'backup-damaged', message: `${name}: ${message}` });
  };
  await journal.reached(ctx, 'opened');
  for (const { name, message } of broken) {
    const damage = [{ part: 'commit', message } as const];
    note(name, proofOf({ items: 0, isComplete: false, damage, doubts: [] }));
  }
  for (const backup of chosen) {
    ctx.signal.throwIfAborted();
    note(backup.name, await verifyBackup(ctx, backups, backup, 'one'));
  }
  await journal.reached(ctx, 'verified');
  return endingOf(summary);
}

/** One whose commit object cannot be read may be anybody's newest: it is looked at whatever is chosen. */
function unreadableOf({ unreadable }: BackupListing, policies: readonly string[]): BackupListing['unreadable'] {
  return unreadable.filter(
    ({ name }) => policies.length === 0 || policies.some((policy) => name.startsWith(`${policy}-`)),
  );
}

function nothingThere(root: string, policies: readonly string[]): RunError {
  const whose = policies.length === 0 ? '' : ` of ${policies.join(', ')}`;
  return new RunError('backup-not-found', `There is no backup${whose} to verify in ${root}`, {
    hint: 'Check the location and the policies of this VerifyPolicy: nothing verified is nothing proven',
  });
}

function endingOf({ total, damaged, backups }: VerificationSummary): Ending {
  if (damaged === 0) return { phase: 'Completed', problem: undefined };
  const names = backups.filter(({ outcome }) => outcome === 'damaged').map(({ name }) => name);
  const shown = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
  const message = `${damaged} of ${total} backups are damaged: ${shown}`;
  const hint = 'Find out what changed them, and make a new backup before the others are pruned';
  return { phase: 'Failed', problem: { code: 'archive-unreadable', message, hint } };
}
