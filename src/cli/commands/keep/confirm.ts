import { RunError } from '../../../domain/problem.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { askYesNo } from '../run/restore/ask.ts';

/** What the call says of how many backups go, and who can be asked. */
export type ConfirmCall = Pick<Call, 'io' | 'ctx'> & {
  readonly options: { readonly confirm: number | undefined; readonly output: string; readonly policies: string };
};

/**
 * Whether somebody agreed to the end of so many backups: by `--confirm` with exactly their number, or at a terminal where
 * `mayAsk`. A number that is not theirs, or nobody to ask, is `usage`; a no is false, and said.
 */
export async function isConfirmed(
  { io, ctx, options }: ConfirmCall,
  { count, mayAsk }: { readonly count: number; readonly mayAsk: boolean },
): Promise<boolean> {
  const { confirm } = options;
  const many = formatCount(count, 'backup');
  if (confirm === count) return true;
  if (confirm !== undefined) {
    throw new RunError('usage', `This deletes ${many}, and --confirm says ${confirm}`, {
      hint: 'Look at what it would delete with --dry-run, and say that number. Nothing was deleted.',
    });
  }
  const isForPeople = options.output === 'table' || options.output === 'wide';
  if (!mayAsk || !isForPeople || options.policies === '-' || !io.canAsk()) {
    throw new RunError('usage', `This deletes ${many}, and nobody has agreed to it`, {
      hint: `Add --confirm ${count}. Nothing was deleted.`,
    });
  }
  if (await askYesNo(io, ctx.signal, `Delete ${many} for good?`)) return true;
  io.stderr.write('Nothing was deleted.\n');
  return false;
}
