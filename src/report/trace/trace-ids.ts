import { createHash } from 'node:crypto';
import type { RunResult } from '../../domain/result/result.ts';
import { type OtelSettings, type OtelVariables, otelSettings, protocolFault } from './otel-environment.ts';

/** What the ids of an attempt are made of: known before its first line is logged. */
export type Traced = Pick<RunResult, 'runId'> & { readonly pod?: { readonly uid: string } | undefined };

/** Trace and span of an attempt. The attempts of a Job are one trace, and an attempt that is told twice is the same span. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** The ids of an attempt, which is its Pod's: made from the run's, within the trace that the environment names, if any. */
export function traceIdsOf({ runId, pod }: Traced, { parent }: Pick<OtelSettings, 'parent'>): TraceIds {
  return { traceId: parent?.traceId ?? idOf(32, runId), spanId: idOf(16, runId, pod?.uid ?? '') };
}

/**
 * Fields by which lines of the log are found from the trace, and the trace from them, as OpenTelemetry names them in logs
 * of other formats (https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/). None where no trace is
 * sent.
 */
export function traceLogFields(env: OtelVariables, traced: Traced): Readonly<Record<string, string>> {
  const settings = otelSettings(env);
  if (settings === undefined || protocolFault(env) !== undefined) return {};
  const { traceId, spanId } = traceIdsOf(traced, settings);
  return { trace_id: traceId, span_id: spanId, trace_flags: '01' };
}

/** A hexadecimal id of a length, the same for the same parts. */
export function idOf(length: number, ...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, length);
}
