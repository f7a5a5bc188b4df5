import type { Diagnostic, Place } from '../domain/diagnostic.ts';
import { canonicalText } from '../domain/json/canonical.ts';
import { nearestName } from '../domain/nearest-name.ts';
import type { CheckedDocument } from './check-document.ts';
import { conflict, type Finding, type Path } from './finding.ts';

/** What holds among documents: names are unique, and policies name locations that are there and valid. */
export function checkReferences(documents: readonly CheckedDocument[], defaultLocation: string): CheckedDocument[] {
  const unique = refuseDuplicates(documents);
  const locations = unique.filter(({ kind }) => kind === 'StorageLocation');
  return unique.map((document) => withFindings(document, checkLocation(document, locations, defaultLocation)));
}

/** `lifeboat run <name>` finds a policy by its name alone, so policies of all kinds share one set of names. */
function refuseDuplicates(documents: readonly CheckedDocument[]): CheckedDocument[] {
  const first = new Map<string, CheckedDocument>();
  return documents.flatMap((document) => {
    if (document.kind === undefined || document.name === undefined) return [document];
    const key = `${document.kind === 'StorageLocation' ? 'location' : 'policy'} ${document.name}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, document);
      return [document];
    }
    if (isSameLocation(earlier, document)) return [];
    const message = `there is a ${earlier.kind} of this name already, at ${formatPlace(earlier.place)}`;
    return [withFindings(document, [{ severity: 'error', code: 'duplicate', message, path: ['metadata', 'name'] }])];
  });
}

/** Backups and restores have a ConfigMap each in which the same location is told: rendered together, it is told twice. */
function isSameLocation(one: CheckedDocument, other: CheckedDocument): boolean {
  const isValid = one.policy?.kind === 'StorageLocation' && other.policy?.kind === 'StorageLocation';
  return isValid && canonicalText(one.document) === canonicalText(other.document);
}

function formatPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function checkLocation(
  { kind, document, isFaultyText }: CheckedDocument,
  locations: readonly CheckedDocument[],
  defaultLocation: string,
): Finding[] {
  const spec = (document as { spec?: unknown } | undefined)?.spec;
  if (kind === 'StorageLocation' || typeof spec !== 'object' || spec === null) return [];
  const { storageLocation } = spec as { storageLocation?: unknown };
  if (storageLocation !== undefined && typeof storageLocation !== 'string') return [];
  if (storageLocation === undefined && isFaultyText) return [];
  const wanted = storageLocation ?? defaultLocation;
  const named = locations.filter(({ name }) => name === wanted);
  const valid = named.find(({ policy }) => policy !== undefined);
  const isWritten = storageLocation !== undefined;
  const place = isWritten ? ({ path: ['spec', 'storageLocation'] } as const) : ({ path: ['spec'], at: 'key' } as const);
  const dangling = (message: string, suggestion?: string): Finding[] => [
    { severity: 'error', code: 'unknown-reference', message, suggestion, ...place },
  ];
  if (valid !== undefined) return kind === 'BackupPolicy' ? refuseReadOnly(valid, place.path) : [];
  if (named.length > 0) return dangling(`StorageLocation ${wanted} has errors of its own`);
  const known = locations.flatMap(({ name }) => name ?? []);
  const unset = isWritten ? '' : `storageLocation is not set, which means ${wanted}; `;
  const others = known.length === 0 ? 'there is none at all' : `there are: ${known.join(', ')}`;
  const suggestion = isWritten ? nearestName(wanted, known) : undefined;
  return dangling(`${unset}no StorageLocation is called ${wanted}; ${others}`, suggestion);
}

function refuseReadOnly({ name, policy }: CheckedDocument, path: Path): Finding[] {
  if (policy?.kind !== 'StorageLocation' || policy.accessMode === 'ReadWrite') return [];
  return [
    conflict(path, `backup can't be created because backup storage location ${name} is currently in read-only mode`),
  ];
}

function withFindings(document: CheckedDocument, findings: readonly Finding[]): CheckedDocument {
  if (findings.length === 0) return document;
  const added: Diagnostic[] = findings.map(document.locate);
  return { ...document, policy: undefined, diagnostics: [...document.diagnostics, ...added] };
}
