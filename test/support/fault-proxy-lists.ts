import type { ProxyAnswer, SeenRequest } from './fault-proxy.ts';

/** A ConfigMap as a list holds it, without `apiVersion` and `kind`; names sort as their numbers do. */
export function configMapJson(number: number, padding = 0): string {
  const name = `cm-${String(number).padStart(5, '0')}`;
  const metadata = { name, namespace: 'shop', uid: `uid-${number}`, resourceVersion: String(number) };
  return JSON.stringify({ metadata, data: { text: `"quoted" {braces} \\ ü ${number}`, padding: 'x'.repeat(padding) } });
}

/** What a server of pages does beside answering. */
export interface PagedOptions {
  /** Its `metadata` stands behind the items, as in lists of custom resources. */
  readonly isEnvelopeLast?: boolean;
  readonly resourceVersion?: string;
}

/**
 * Serves objects in pages, as the API server does: `limit`, `continue`, the envelope before the items. The token is
 * the index of the next object. Every path gets the same list.
 */
export function pagesOf(objects: readonly string[], options: PagedOptions = {}): (request: SeenRequest) => ProxyAnswer {
  return ({ query }) => {
    const from = Number(query.get('continue') ?? 0);
    const limit = Number(query.get('limit') ?? objects.length);
    const end = Math.min(from + limit, objects.length);
    const metadata = {
      resourceVersion: options.resourceVersion ?? '1000',
      ...(end < objects.length && { continue: String(end), remainingItemCount: objects.length - end }),
    };
    const items = `"items":[${objects.slice(from, end).join(',')}]`;
    const body = options.isEnvelopeLast
      ? `{"apiVersion":"v1",${items},"kind":"ConfigMapList","metadata":${JSON.stringify(metadata)}}`
      : `{"kind":"ConfigMapList","apiVersion":"v1","metadata":${JSON.stringify(metadata)},${items}}\n`;
    return { body };
  };
}

/** A Status object as the API server sends it with an error. */
export function statusAnswer(
  code: number,
  reason: string,
  more: { message?: string; metadata?: object; headers?: Readonly<Record<string, string>> } = {},
): ProxyAnswer {
  const { message = `${reason} for the test`, metadata = {}, headers = {} } = more;
  const status = { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason, code };
  return { status: code, headers, body: JSON.stringify(status) };
}
