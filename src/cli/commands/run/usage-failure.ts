import type { RunContext } from '../../../base/context.ts';
import type { RunError } from '../../../domain/problem.ts';
import { endResult } from '../../../domain/result/attempt.ts';
import { newResult } from '../../../domain/result/new-result.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import { publishAll } from '../../../report/publish.ts';
import type { ResultSink } from '../../../report/sink.ts';
import { StatusFile } from '../../../report/status-file.ts';
import { TerminationMessage } from '../../../report/termination-message.ts';
import { provisionalIdentity } from '../../../run/identity.ts';
import type { PodFacts } from '../../../run/services.ts';
import { flagOf, variableOf } from '../../arguments/option.ts';
import type { Environment } from '../../arguments/parse-arguments.ts';
import type { Command } from '../../command.ts';
import { exitCodeOfProblem } from '../../exit-code.ts';
import { VERSION } from '../../version.ts';
import { POD_OPTIONS, podFactsOf } from './run-options.ts';

/** A call that failed before its words could be understood. */
export interface MisspeltCall {
  /** Undefined where not even the command is known. */
  readonly command: Command | undefined;
  readonly argv: readonly string[];
  readonly env: Environment;
}

/**
 * Tells of a run that never began, because its words make no sense, where every other end of a run is told: in status
 * file and termination message, as far as these are readable among words of which some are wrong. There is no result
 * ConfigMap, and none is named. Does nothing for a call that was no run; never throws.
 */
export async function publishUsageFailure(
  ctx: RunContext,
  { command, argv, env }: MisspeltCall,
  error: Pick<RunError, 'message' | 'hint'>,
): Promise<void> {
  const isRun = command?.isRun ?? ['runJobName', 'runJobUid'].some((key) => variable(env, key) !== undefined);
  if (!isRun) return;
  const statusDir = statusDirOf(argv, env);
  const terminationLog = variable(env, 'terminationLog');
  const sinks: ResultSink[] = [
    ...(statusDir === undefined ? [] : [new StatusFile(statusDir)]),
    ...(terminationLog === undefined ? [] : [new TerminationMessage(terminationLog)]),
  ];
  await publishAll(ctx, sinks, 'finished', usageResult(ctx, env, error));
}

function usageResult(ctx: RunContext, env: Environment, error: Pick<RunError, 'message' | 'hint'>): RunResult {
  const now = ctx.clock.now();
  const identity = provisionalIdentity(ctx, podOf(env));
  const start = {
    ...identity,
    action: 'backup' as const,
    job: undefined,
    policy: undefined,
    overrides: [],
    startedAt: now,
    version: VERSION,
  };
  const { message, hint } = error;
  return endResult(newResult(start), {
    phase: 'Failed',
    exitCode: exitCodeOfProblem('usage'),
    isTriedAgain: false,
    reason: 'usage',
    message,
    hint,
    endedAt: now,
  });
}

/** What the Pod says of itself; undefined where that is what is wrong. */
function podOf(env: Environment): PodFacts | undefined {
  const said = Object.fromEntries(Object.keys(POD_OPTIONS).map((key) => [key, variable(env, key)]));
  const { runNamespace, runJobName, runJobUid, runPodName, runPodUid } = said;
  const facts = [runNamespace, runJobName, runJobUid, runPodName, runPodUid];
  return facts.includes(undefined) ? undefined : podFactsOf(said as Parameters<typeof podFactsOf>[0]);
}

/** The last one that is said wins over the variable, as it does in a call that can be parsed. */
function statusDirOf(argv: readonly string[], env: Environment): string | undefined {
  const flag = flagOf('statusDir');
  const said = argv.flatMap((word, i) => {
    if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
    const next = argv[i + 1];
    return word === flag && next !== undefined && !next.startsWith('-') ? [next] : [];
  });
  return said.findLast((directory) => directory !== '') ?? variable(env, 'statusDir');
}

/** The environment twin of an option; one that is empty is not set. */
function variable(env: Environment, key: string): string | undefined {
  const text = env[variableOf(key)];
  return text === '' ? undefined : text;
}
