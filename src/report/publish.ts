import type { RunContext } from '../base/context.ts';
import type { Entry } from '../domain/entry.ts';
import { RunError } from '../domain/problem.ts';
import type { RunResult } from '../domain/result/result.ts';
import { withWarnings } from '../domain/result/warnings.ts';
import { ApiError } from '../kube/cluster.ts';
import type { ResultSink } from './sink.ts';

/**
 * Tells every sink. A sink that fails is a `report-failed` warning, returned for the result and logged, once per sink:
 * one that the result names already is not told again. Progress goes to all sinks at once; the end goes to one after
 * the other, so that what a sink could not tell is told by those that follow. Never throws.
 */
export async function publishAll(
  ctx: RunContext,
  sinks: readonly ResultSink[],
  method: 'progress' | 'finished',
  result: RunResult,
): Promise<readonly Entry[]> {
  if (method === 'progress') {
    const told = await Promise.all(sinks.map((sink) => tell(ctx, sink, method, result)));
    return told.flat();
  }
  const failures: Entry[] = [];
  for (const sink of sinks) failures.push(...(await tell(ctx, sink, method, withWarnings(result, failures))));
  return failures;
}

async function tell(
  ctx: RunContext,
  sink: ResultSink,
  method: 'progress' | 'finished',
  result: RunResult,
): Promise<readonly Entry[]> {
  try {
    await sink[method](ctx, result);
    return [];
  } catch (error) {
    const isGivenUp = method === 'progress' && ctx.signal.aborted; // the run stopped asking; the sink did not fail
    return isGivenUp || isTold(result, sink) ? [] : [complain(ctx, sink, error)];
  }
}

function complain(ctx: RunContext, sink: ResultSink, error: unknown): Entry {
  const reason = sentenceOf(error);
  ctx.log.warn({ sink: sink.name, reason }, 'the result could not be told everywhere');
  return { code: 'report-failed', message: `${introduction(sink)}${reason}` };
}

function isTold(result: RunResult, sink: ResultSink): boolean {
  return result.warnings.some(
    ({ code, message }) => code === 'report-failed' && message.startsWith(introduction(sink)),
  );
}

function introduction(sink: ResultSink): string {
  return `Cannot report to the ${sink.name}: `;
}

/** Our own errors hold a sentence for people. Others may quote a request with its credentials: their name must do. */
function sentenceOf(error: unknown): string {
  if (error instanceof RunError || error instanceof ApiError) return error.message;
  return error instanceof Error ? `unexpected ${error.name}` : 'unexpected error';
}
