import type { RunResult } from '../../domain/result/result.ts';
import type { OtelSettings } from './otel-environment.ts';
import { idOf, traceIdsOf } from './trace-ids.ts';

/** A step of a run and when it was reached. */
export interface ReachedStep {
  readonly step: string;
  readonly at: Date;
}

type Value = string | number | boolean;

/**
 * The trace of an attempt as OTLP/HTTP takes it in JSON: one span for the run, and below it one for each step, which ends
 * where the next one begins.
 */
export function renderTrace(
  result: RunResult,
  steps: readonly ReachedStep[],
  { settings, endedAt }: { readonly settings: OtelSettings; readonly endedAt: Date },
): string {
  const { serviceName, resource, parent } = settings;
  const { traceId, spanId } = traceIdsOf(result, settings);
  const startedAt = steps[0]?.at ?? new Date(result.startedAt);
  const common = { traceId, kind: 1 };
  const run = {
    ...common,
    spanId,
    ...(parent !== undefined && { parentSpanId: parent.spanId }),
    name: `lifeboat ${result.action}`,
    ...times(startedAt, endedAt),
    attributes: attributes(runAttributes(result)),
    status: isFailure(result) ? { code: 2, message: result.reason ?? result.phase } : { code: 1 },
  };
  const children = steps.map(({ step, at }, i) => ({
    ...common,
    spanId: idOf(16, spanId, step, String(i)),
    parentSpanId: spanId,
    name: step,
    ...times(at, steps[i + 1]?.at ?? endedAt),
  }));
  const scopeSpans = [{ scope: { name: 'lifeboat', version: result.version }, spans: [run, ...children] }];
  const of = { 'service.name': serviceName, 'service.version': result.version, ...resource };
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: attributes(of) }, scopeSpans }] });
}

function runAttributes(result: RunResult): Readonly<Record<string, Value | undefined>> {
  return {
    'lifeboat.run.id': result.runId,
    'lifeboat.action': result.action,
    'lifeboat.phase': result.phase,
    'lifeboat.policy': result.policy?.name,
    'lifeboat.cluster': result.cluster?.name,
    'lifeboat.backup': result.backup?.name ?? result.restore?.backup,
    'lifeboat.restore': result.restore?.name,
    'lifeboat.trigger': result.trigger,
    'lifeboat.attempt': result.attempt,
    'lifeboat.exit_code': result.exitCode,
    'lifeboat.items': result.backup?.items ?? result.progress.items,
    'lifeboat.errors': result.errorCount,
    'lifeboat.warnings': result.warningCount,
    'k8s.namespace.name': result.job?.namespace,
    'k8s.job.name': result.job?.name,
    'k8s.pod.name': result.pod?.name,
  };
}

function isFailure({ phase }: RunResult): boolean {
  return ['Failed', 'FailedValidation', 'PartiallyFailed', 'InProgress'].includes(phase);
}

function attributes(values: Readonly<Record<string, Value | undefined>>) {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: typed(value) }]));
}

/** Integers are strings in OTLP's JSON, as in all of protobuf's. */
function typed(value: Value) {
  if (typeof value === 'number') return { intValue: String(value) };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}

function times(start: Date, end: Date) {
  const nanoseconds = (time: Date) => `${time.getTime()}000000`;
  return { startTimeUnixNano: nanoseconds(start), endTimeUnixNano: nanoseconds(end < start ? start : end) };
}
