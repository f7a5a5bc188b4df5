import { type DownloadKind, DOWNLOAD_KIND_NAMES, parseDownloadKind } from './download-kind.ts';

/** What is to be fetched: a file of a backup or a restore. */
export interface DownloadTarget {
  readonly kind: DownloadKind;
  readonly name: string;
}

/** Whose documents say what is to be fetched; ours has Velero's shape. */
const API_VERSIONS: ReadonlySet<unknown> = new Set(['velero.io/v1', 'lifeboat.dev/v1alpha1']);

/** The target that words name, or a sentence about what is wrong with them. */
export function parseDownloadTarget(kind: string, name: string): DownloadTarget | string {
  const parsed = parseDownloadKind(kind);
  if ('kind' in parsed) return { kind: parsed.kind, name };
  const meant = parsed.nearest === undefined ? '.' : `; did you mean ${parsed.nearest}?`;
  return `There is no kind ${JSON.stringify(kind)} to download${meant} The kinds are ${DOWNLOAD_KIND_NAMES.join(', ')}`;
}

/** What a document asks for, Velero's DownloadRequest or ours, or a sentence about what is wrong with it. */
export function parseDownloadRequest(document: Readonly<Record<string, unknown>>): DownloadTarget | string {
  const { apiVersion, kind, spec } = document;
  if (kind !== 'DownloadRequest' || !API_VERSIONS.has(apiVersion))
    return `${String(apiVersion)} ${String(kind)} is no DownloadRequest of velero.io/v1`;
  const target = fieldOf(spec, 'target');
  const [targetKind, targetName] = [fieldOf(target, 'kind'), fieldOf(target, 'name')];
  if (typeof targetKind !== 'string' || targetKind === '') return 'spec.target.kind is missing';
  if (typeof targetName !== 'string' || targetName === '') return 'spec.target.name is missing';
  return parseDownloadTarget(targetKind, targetName);
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
