import type { Endpoint } from '../../domain/notify/receiver.ts';

/** Variables of the environment, as OpenTelemetry defines them. */
export type OtelVariables = Readonly<Record<string, string | undefined>>;

/** Where a trace goes and what it is called; https://opentelemetry.io/docs/specs/otel/protocol/exporter/. */
export interface OtelSettings {
  readonly endpoint: Endpoint;
  readonly serviceName: string;
  readonly resource: Readonly<Record<string, string>>;
  /** Of `TRACEPARENT`: the trace and span that this run is a part of. */
  readonly parent: { readonly traceId: string; readonly spanId: string } | undefined;
}

/**
 * The settings of the environment; undefined without an endpoint, and where traces are switched off. The environment is
 * the operator's own: its endpoint may be private and without TLS. Throws a plain sentence for a protocol that is not spoken.
 */
export function otelSettings(env: OtelVariables): OtelSettings | undefined {
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  const url = tracesUrl(env);
  if (isOff || url === undefined) return undefined;
  const resource = pairs(env['OTEL_RESOURCE_ATTRIBUTES']);
  const { 'service.name': named, ...others } = resource;
  return {
    endpoint: {
      url,
      urlFile: undefined,
      headers: pairs(env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] ?? env['OTEL_EXPORTER_OTLP_HEADERS']),
      headersFromFiles: {},
      caCertFile: nonEmpty(env['OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE'] ?? env['OTEL_EXPORTER_OTLP_CERTIFICATE']),
      allowHttp: true,
      allowPrivate: true,
    },
    serviceName: nonEmpty(env['OTEL_SERVICE_NAME']) ?? named ?? 'lifeboat',
    resource: others,
    parent: parentOf(env['TRACEPARENT']),
  };
}

/** Why the protocol that the environment asks for is not spoken; undefined where it is, or where none is asked for. */
export function protocolFault(env: OtelVariables): string | undefined {
  const protocol = nonEmpty(env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL']);
  if (protocol === undefined || protocol.startsWith('http/')) return undefined;
  return `OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}; traces are sent as http/json`;
}

function tracesUrl(env: OtelVariables): string | undefined {
  const own = nonEmpty(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
  const base = nonEmpty(env['OTEL_EXPORTER_OTLP_ENDPOINT']);
  return own ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
}

/** `key=value,key=value`, both percent-encoded. */
function pairs(text = ''): Readonly<Record<string, string>> {
  const found = text.split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[decode(pair.slice(0, at)), decode(pair.slice(at + 1))]];
  });
  return Object.fromEntries(found);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text.trim(); // a percent sign that begins no escape stands for itself
  }
}

/** https://www.w3.org/TR/trace-context/: version, trace, parent, flags. */
function parentOf(text = ''): OtelSettings['parent'] {
  const [, traceId = '', spanId = ''] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}/.exec(text) ?? [];
  return /[^0]/.test(traceId) && /[^0]/.test(spanId) ? { traceId, spanId } : undefined;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
