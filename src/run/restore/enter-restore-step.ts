import type { RunContext } from '../../base/context.ts';
import { enterStep, type RestoreStep } from '../../domain/restore/steps/restore-step.ts';
import type { Journal } from '../journal.ts';

/** Tells everybody which step a restore goes over to: result, status file, annotation. Nothing where it is at it. */
export async function enterRestoreStep(ctx: RunContext, journal: Journal, to: RestoreStep): Promise<void> {
  const { restore } = journal.result;
  if (restore === undefined || restore.step === to) return;
  journal.update({ restore: { ...restore, step: enterStep(restore.step, to) } });
  ctx.log.info({ step: to }, 'restore step');
  await journal.tell(ctx, 'progress');
  await ctx.reached(`restore:${to}`);
}
