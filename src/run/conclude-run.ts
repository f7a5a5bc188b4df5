import type { BackupStore } from '../archive/backup-store.ts';
import type { RunContext } from '../base/context.ts';
import type { Entry } from '../domain/entry.ts';
import { type Phase, phaseOf } from '../domain/phase.ts';
import { isRetriable, type ProblemCode, RunError } from '../domain/problem.ts';
import { judgeRun, objectiveWarnings, type Promises, promisesFor } from '../domain/objectives/judge-run.ts';
import { endResult, isDone } from '../domain/result/attempt.ts';
import type { RunResult } from '../domain/result/result.ts';
import { ApiError } from '../kube/cluster.ts';
import type { Journal } from './journal.ts';
import type { ExitFacts, RunServices } from './services.ts';

/** How a run ended: in a phase of its own making, or early, by a problem or a bug. */
export interface Ending {
  readonly phase: Phase;
  readonly problem: Problem | undefined;
  /** Set where the exit code is that of an earlier run, which this one repeats. */
  readonly exitCode?: number;
}

/** What ended a run early, in the words of its result. */
export interface Problem {
  readonly code: ProblemCode | 'bug';
  readonly message: string;
  readonly hint: string | undefined;
}

/**
 * What an error means for a run. The first reason wins: an abort that came before it. Once the backup is committed,
 * or the restore finished, nothing that follows can undo it, and the run ends as what it made.
 */
export function endingOf(ctx: RunContext, error: unknown, result: RunResult): Ending {
  if (isDone(result)) {
    ctx.log.warn({ error }, 'the run was stopped after its work was done');
    return { phase: phaseOf(result.errorCount), problem: undefined };
  }
  const cause: unknown = ctx.signal.aborted ? ctx.signal.reason : error;
  if (cause instanceof RunError) {
    const { code, message, hint } = cause;
    ctx.log.error({ code, reason: message, ...(hint === undefined ? {} : { hint }) }, 'the run ended early');
    const phase = code === 'policy-invalid' || code === 'not-supported' ? 'FailedValidation' : 'Failed';
    return { phase, problem: { code, message, hint } };
  }
  if (cause instanceof ApiError) return refused(ctx, cause);
  ctx.log.error({ error: cause }, 'the run met an error that nobody foresaw');
  // The text of a foreign error may quote a request with its credentials: its name must do for what is published.
  const message = `The run met an error that nobody foresaw: ${cause instanceof Error ? cause.name : typeof cause}`;
  return {
    phase: 'Failed',
    problem: { code: 'bug', message, hint: 'This is a bug; the log has its message and stack' },
  };
}

/** The API server said no where nobody expected it to: a missing right, or a request of ours that is wrong. */
function refused(ctx: RunContext, error: ApiError): Ending {
  const code = error.status === 401 || error.status === 403 ? 'permission-denied' : 'internal';
  const hint =
    code === 'permission-denied'
      ? 'The message names user, verb and resource: add them to the Role or ClusterRole of this ServiceAccount'
      : undefined;
  const message = `Cannot go on: the API server answered ${error.status} ${error.reason}: ${error.message}`;
  ctx.log.error({ code, reason: message }, 'the run ended early');
  return { phase: 'Failed', problem: { code, message, hint } };
}

/** As `Action.settle`. */
export type Settle = (ctx: RunContext, result: RunResult) => Promise<readonly Entry[]>;

/** Publishes how an attempt ended: what the action keeps, the record in the location for finished runs, then every sink. */
export async function concludeRun(
  ctx: RunContext,
  services: Pick<RunServices, 'exitCodeOf'> & { readonly openBackups: () => Promise<BackupStore | undefined> },
  journal: Journal,
  {
    ending,
    onPartial,
    settle,
    promises = [],
  }: {
    readonly ending: Ending;
    readonly onPartial: 'Fail' | 'Succeed';
    readonly settle: Settle;
    readonly promises?: readonly Promises[] | undefined;
  },
): Promise<RunResult> {
  await ctx.reached('publishing');
  const { phase, problem } = ending;
  // A policy that takes partial backups for good ones means single items, not a cluster that came back empty.
  const isQuarantined = journal.result.backup?.quarantined !== undefined;
  const facts: ExitFacts = { phase, problem: problem?.code, onPartial: isQuarantined ? 'Fail' : onPartial };
  const exitCode = ending.exitCode ?? services.exitCodeOf(facts);
  const reason = problem?.code ?? journal.result.errors[0]?.code;
  const isTriedAgain = problem !== undefined && (problem.code === 'bug' || isRetriable(problem.code));
  const { message, hint } = problem ?? {};
  const end = { phase, exitCode, isTriedAgain, reason, message, hint, endedAt: ctx.clock.now() };
  journal.update(endResult(journal.result, end));
  judgeObjectives(ctx, journal, promises);
  journal.warn(ctx, ...(await settle(ctx, journal.result)));
  if (journal.result.terminal) await keepRunRecord(ctx, services.openBackups, journal);
  await journal.tell(ctx, 'finished');
  await ctx.reached('published');
  return journal.result;
}

/** What a policy promises and this run shows to be missed is told with everything else. */
function judgeObjectives(ctx: RunContext, journal: Journal, promises: readonly Promises[]): void {
  const { result } = journal;
  const promised = result.terminal ? promisesFor(result, promises) : undefined;
  const objectives = promised && judgeRun(result, promised, ctx.clock.now());
  if (objectives === undefined) return;
  journal.update({ objectives });
  journal.warn(ctx, ...objectiveWarnings(objectives));
}

/** History survives the cluster where the location can be reached; where not, the result says so. */
async function keepRunRecord(
  ctx: RunContext,
  openBackups: () => Promise<BackupStore | undefined>,
  journal: Journal,
): Promise<void> {
  try {
    const backups = await openBackups();
    await backups?.putRunRecord(ctx, journal.result);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const message = `The run's record cannot be kept in its location: ${error.message}`;
    journal.warn(ctx, { code: 'report-failed', message });
  }
}
