import type { Entries, Entry, EntryCode } from '../../domain/entry.ts';
import { formatItemRef } from '../../domain/item.ts';
import { encodeJson, parseJson, recordAt } from './json.ts';

/** Sentences by what they concern: the run, the cluster's scope, or one namespace. */
export interface ScopedTexts {
  readonly velero: readonly string[];
  readonly cluster: readonly string[];
  readonly namespaces: ReadonlyMap<string, readonly string[]>;
}

/** `<b>-results.gz`. */
export interface Results {
  readonly errors: ScopedTexts;
  readonly warnings: ScopedTexts;
}

/** The namespace that an item was restored into, by `formatItemRef`, where that is not its own. */
export type Targets = ReadonlyMap<string, string>;

/** What was asked for and is not there concerns the request, whatever it names. */
const ABOUT_THE_REQUEST: ReadonlySet<EntryCode> = new Set([
  'namespace-not-found',
  'namespace-pattern-unmatched',
  'ordered-item-missing',
  'resource-not-found',
]);

/**
 * Groups entries as Velero does and `velero backup describe` shows them; what is empty is left out. A restore's are
 * grouped by the namespaces that it restored into.
 */
export function encodeResults(entries: Entries, targets: Targets = new Map()): Buffer {
  return encodeJson({
    errors: encodeScoped(entries.errors, targets),
    warnings: encodeScoped(entries.warnings, targets),
  });
}

/** Reads results of any Velero release and ours: `null`, empty and missing lists mean the same. */
export function parseResults(bytes: Uint8Array): Results {
  const document = parseJson(bytes);
  return { errors: parseScoped(recordAt(document, 'errors')), warnings: parseScoped(recordAt(document, 'warnings')) };
}

function encodeScoped(entries: readonly Entry[], targets: Targets): Record<string, unknown> {
  const groups = Map.groupBy(entries, (entry) => scopeOf(entry, targets));
  const [velero, cluster] = [groups.get(VELERO), groups.get(CLUSTER)];
  groups.delete(VELERO);
  groups.delete(CLUSTER);
  const namespaces = [...groups].map(([namespace, own]) => [namespace, own.map(sentenceOf)] as const);
  return {
    ...(velero && { velero: velero.map(sentenceOf) }),
    ...(cluster && { cluster: cluster.map(sentenceOf) }),
    ...(namespaces.length > 0 && { namespaces: Object.fromEntries(namespaces) }),
  };
}

/** Two groups beside those of the namespaces, under names that no namespace can have. */
const VELERO = '/velero';
const CLUSTER = '/cluster';

function scopeOf(entry: Entry, targets: Targets): string {
  const { code, item, namespace, resource } = entry;
  if (ABOUT_THE_REQUEST.has(code)) return VELERO;
  if (item?.namespace !== undefined) return targets.get(formatItemRef(item)) ?? item.namespace;
  if (item !== undefined) return CLUSTER;
  return namespace ?? (resource === undefined ? VELERO : CLUSTER);
}

function sentenceOf({ code, message }: Entry): string {
  return `${message} (${code})`;
}

function parseScoped(scoped: Readonly<Record<string, unknown>>): ScopedTexts {
  const namespaces = Object.entries(recordAt(scoped, 'namespaces'));
  return {
    velero: textsOf(scoped['velero']),
    cluster: textsOf(scoped['cluster']),
    namespaces: new Map(namespaces.map(([namespace, texts]) => [namespace, textsOf(texts)])),
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
