import { describe, expect, it } from 'vitest';
import { otelSettings, protocolFault } from '../../../../src/report/trace/otel-environment.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

describe('OpenTelemetry’s variables', () => {
  it('say nothing without an endpoint, or switched off', () => {
    expect(otelSettings({})).toBeUndefined();
    expect(otelSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeUndefined();
    expect(otelSettings({ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' })).toBeUndefined();
    expect(otelSettings({ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
  });

  it('name the collector’s root, or the very address of traces', () => {
    const own = { ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.acme.example/in' };

    expect(otelSettings(ENDPOINT)?.endpoint.url).toBe('http://collector:4318/v1/traces');
    expect(otelSettings(own)?.endpoint.url).toBe('https://traces.acme.example/in');
  });

  it('bring headers, name, attributes and the span that this run belongs to', () => {
    const settings = otelSettings({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x, x-team = ops,broken,%zz=1',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=named,deployment.environment=prod',
      TRACEPARENT: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });

    expect(settings).toMatchObject({
      endpoint: { headers: { authorization: 'Bearer x', 'x-team': 'ops', '%zz': '1' } },
      serviceName: 'named',
      resource: { 'deployment.environment': 'prod' },
      parent: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' },
    });
    expect(otelSettings({ ...ENDPOINT, OTEL_SERVICE_NAME: 'backups' })?.serviceName).toBe('backups');
    expect(otelSettings(ENDPOINT)).toMatchObject({ serviceName: 'lifeboat', parent: undefined });
  });

  it.each(['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])('take %s for no parent', (text) => {
    expect(otelSettings({ ...ENDPOINT, TRACEPARENT: text })?.parent).toBeUndefined();
  });

  it('may ask for a protocol that is not spoken', () => {
    expect(protocolFault({})).toBeUndefined();
    expect(protocolFault({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' })).toBeUndefined();
    expect(protocolFault({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toMatch(/is grpc; traces are sent as http\/json/);
  });
});
