import type { Diagnostic } from '../../domain/diagnostic.ts';
import { toDiagnostics } from './read-stream.ts';
import { readYaml } from './read-yaml.ts';
import { LIMITS } from './limits.ts';
import { splitDocuments } from './split-documents.ts';
import { fileSource } from './text-source.ts';

/** Kubernetes objects of a text, whatever they are. */
export interface ReadObjects {
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  /** What cannot be read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a stream of YAML or JSON as objects, those of lists one by one: `kubectl get -o yaml` writes a List. */
export function readObjects(file: string, text: string): ReadObjects {
  const source = fileSource(file, text);
  const documents = splitDocuments(text).map((raw) => readYaml(source, raw, LIMITS.configMapLength));
  return {
    objects: documents.flatMap(({ value, faults }) => (faults.length > 0 ? [] : unlisted(value))),
    diagnostics: documents.flatMap(({ faults }) => toDiagnostics(faults)),
  };
}

function unlisted(value: unknown): Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const object = value as Readonly<Record<string, unknown>>;
  const { kind, items, apiVersion } = object;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [object];
  // Items of a typed list may leave out what the list says.
  const head = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item) => unlisted({ ...head, ...(item as object | null) }));
}
