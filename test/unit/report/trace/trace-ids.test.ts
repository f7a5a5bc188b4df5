import { describe, expect, it } from 'vitest';
import { traceIdsOf, traceLogFields } from '../../../../src/report/trace/trace-ids.ts';

const RUN = { runId: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10', pod: { uid: 'a1c5d8e2-6f3b-4c7d-8e9f-0a1b2c3d4e5f' } };
const COLLECTOR = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('the ids of a trace', () => {
  it('are the same for the same Pod; Pods of one Job share the trace', () => {
    const [first, again] = [traceIdsOf(RUN, { parent: undefined }), traceIdsOf(RUN, { parent: undefined })];
    const next = traceIdsOf({ ...RUN, pod: { uid: 'another' } }, { parent: undefined });

    expect(first).toEqual({
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
      spanId: expect.stringMatching(/^[\da-f]{16}$/),
    });
    expect(again).toEqual(first);
    expect(next.traceId).toBe(first.traceId);
    expect(next.spanId).not.toBe(first.spanId);
  });
});

describe('the log of a run', () => {
  it('names its trace while one is sent', () => {
    const { traceId, spanId } = traceIdsOf(RUN, { parent: undefined });

    expect(traceLogFields(COLLECTOR, RUN)).toEqual({ trace_id: traceId, span_id: spanId, trace_flags: '01' });
  });

  it('names the trace that the environment makes it a part of', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const env = { ...COLLECTOR, TRACEPARENT: `00-${traceId}-00f067aa0ba902b7-01` };

    expect(traceLogFields(env, RUN)).toMatchObject({ trace_id: traceId });
  });

  it.each([
    ['without a collector', {}],
    ['where tracing is switched off', { ...COLLECTOR, OTEL_SDK_DISABLED: 'true' }],
    ['where traces go nowhere', { ...COLLECTOR, OTEL_TRACES_EXPORTER: 'none' }],
    ['where the protocol is not spoken', { ...COLLECTOR, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ])('names none %s', (_, env) => {
    expect(traceLogFields(env, RUN)).toEqual({});
  });
});
