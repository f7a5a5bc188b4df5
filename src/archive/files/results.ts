import type { Entries, Entry } from '../../domain/entry.ts';
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

/** Groups entries as Velero does and `velero backup describe` shows them; what is empty is left out. */
export function encodeResults(entries: Entries): Buffer {
  return encodeJson({ errors: encodeScoped(entries.errors), warnings: encodeScoped(entries.warnings) });
}

/** Reads results of any Velero release and ours: `null`, empty and missing lists mean the same. */
export function parseResults(bytes: Uint8Array): Results {
  const document = parseJson(bytes);
  return { errors: parseScoped(recordAt(document, 'errors')), warnings: parseScoped(recordAt(document, 'warnings')) };
}

function encodeScoped(entries: readonly Entry[]): Record<string, unknown> {
  const groups = Map.groupBy(entries, scopeOf);
  const velero = groups.get('velero')?.map(sentenceOf);
  const cluster = groups.get('cluster')?.map(sentenceOf);
  const namespaced = Map.groupBy(groups.get('namespace') ?? [], namespaceOf);
  const namespaces = [...namespaced].map(([namespace, own]) => [namespace ?? '', own.map(sentenceOf)] as const);
  return {
    ...(velero === undefined ? {} : { velero }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespaces.length === 0 ? {} : { namespaces: Object.fromEntries(namespaces) }),
  };
}

function scopeOf(entry: Entry): 'velero' | 'cluster' | 'namespace' {
  if (namespaceOf(entry) !== undefined) return 'namespace';
  return entry.item === undefined && entry.resource === undefined ? 'velero' : 'cluster';
}

function namespaceOf(entry: Entry): string | undefined {
  return entry.namespace ?? entry.item?.namespace;
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
