import { expect } from 'vitest';
import type { RunContext } from '../../src/base/context.ts';
import type { ResourceType } from '../../src/domain/resource.ts';
import type { ListedItem, ListFacts, ListRequest } from '../../src/kube/cluster.ts';
import { openThrough, type TrustedServer } from './fault-proxy-cluster.ts';
import type { ProxyAnswer, SeenRequest } from './fault-proxy.ts';

/** ConfigMaps as discovery names them. */
export const CONFIG_MAPS: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'configmaps',
  kind: 'ConfigMap',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  verbs: ['list'],
};

/** All ConfigMaps of the cluster. */
export const REQUEST: ListRequest = { type: CONFIG_MAPS, namespace: undefined, labelSelector: '', fieldSelector: '' };

/** Everything one list gives. */
export interface Listed {
  readonly items: readonly ListedItem[];
  readonly facts: ListFacts;
}

/** Lists to the end, with a cluster of its own. */
export async function listThrough(
  ctx: RunContext,
  server: TrustedServer,
  request: ListRequest = REQUEST,
): Promise<Listed> {
  await using opened = openThrough(ctx, server);
  const list = opened.cluster.list(ctx, request);
  const items: ListedItem[] = [];
  for (;;) {
    const { done, value } = await list.next();
    if (done) return { items, facts: value };
    items.push(...value);
  }
}

/** As many ConfigMaps as JSON, in the order of their names. */
export function objects(count: number, padding = 0): string[] {
  return Array.from({ length: count }, (_, number) => configMapJson(number, padding));
}

/** The names of `objects(count)`: nothing lost, nothing twice. */
export function allNames(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `cm-${String(number).padStart(5, '0')}`);
}

/** The names of items, in their order. */
export function namesOf(items: readonly ListedItem[]): string[] {
  return items.map(({ ref }) => ref.name);
}

/** What a promise is rejected with; a promise that is not rejected fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('this should have failed'),
    (error: unknown) => error,
  );
}

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
