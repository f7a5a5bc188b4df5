import { describe, expect, it } from 'vitest';
import { Trace } from '../../../../src/report/trace/trace.ts';
import { aContext } from '../../../support/context.ts';
import { startReceiver } from '../../../support/receiver-rig.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult } from '../../../support/run-results.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code: number; readonly message?: string };
  readonly attributes?: readonly { readonly key: string; readonly value: unknown }[];
}

const at = (step: string) => aJobResult({ progress: { step, listsDone: 0, listsTotal: 0, items: 0, bytes: 0 } });

async function traced(end = aCompletedJobResult(), env: Readonly<Record<string, string>> = {}) {
  await using rig = await startReceiver();
  const ctx = aContext();
  const trace = new Trace({ OTEL_EXPORTER_OTLP_ENDPOINT: rig.url, ...env }, () => undefined);
  for (const step of ['started', 'locked', 'locked', 'listing']) {
    await trace.progress(ctx, at(step));
    ctx.clock.advance(1_000);
  }
  await trace.finished(ctx, end);
  const [request] = rig.received;
  const document = JSON.parse(request!.body) as {
    resourceSpans: [{ resource: { attributes: unknown[] }; scopeSpans: [{ spans: Span[] }] }];
  };
  const [{ resource, scopeSpans }] = document.resourceSpans;
  return { request: request!, resource, spans: scopeSpans[0].spans };
}

describe('the trace of a run', () => {
  it('is one span for the run, and below it one for each step up to the next', async () => {
    const { request, spans, resource } = await traced();

    const [run, ...steps] = spans;
    const seconds = (span: Span) => (Number(span.endTimeUnixNano) - Number(span.startTimeUnixNano)) / 1e9;
    expect([request.method, request.path]).toEqual(['POST', '/v1/traces']);
    expect([run!.name, seconds(run!), run!.status]).toEqual(['lifeboat backup', 4, { code: 1 }]);
    expect(steps.map((span) => [span.name, seconds(span)])).toEqual([
      ['started', 1],
      ['locked', 2],
      ['listing', 1],
    ]);
    expect(steps.every(({ parentSpanId, traceId }) => parentSpanId === run!.spanId && traceId === run!.traceId)).toBe(
      true,
    );
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(4);
    expect(spans.every(({ traceId, spanId }) => /^[\da-f]{32}$/.test(traceId) && /^[\da-f]{16}$/.test(spanId))).toBe(
      true,
    );
    expect(resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'lifeboat' } });
    expect(run!.attributes).toContainEqual({ key: 'lifeboat.exit_code', value: { intValue: '0' } });
  });

  it('says why a run failed', async () => {
    const { spans } = await traced(aFailedJobResult({ reason: 'storage-unavailable' }));

    expect(spans[0]!.status).toEqual({ code: 2, message: 'storage-unavailable' });
  });

  it('is a part of the trace that the environment names', async () => {
    const { spans } = await traced(aCompletedJobResult(), {
      TRACEPARENT: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });

    expect(spans[0]).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentSpanId: '00f067aa0ba902b7' });
  });

  it('is not sent where nobody asks for it', async () => {
    await expect(new Trace({}, () => undefined).finished(aContext(), aCompletedJobResult())).resolves.toBeUndefined();
  });

  it('cannot be sent by a protocol that is not spoken', async () => {
    const trace = new Trace(
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      () => undefined,
    );

    await expect(trace.finished(aContext(), aCompletedJobResult())).rejects.toThrow(/grpc/);
  });
});
