import type { Diagnostic, Place } from '../domain/diagnostic.ts';
import { canonicalText } from '../domain/json/canonical.ts';
import { nearestName } from '../domain/nearest-name.ts';
import type { CheckedDocument } from './check-document.ts';
import { conflict, type Finding, type Path } from './finding.ts';

/** What holds among documents: names are unique, and policies name locations that are there and valid. */
export function checkReferences(documents: readonly CheckedDocument[], defaultLocation: string): CheckedDocument[] {
  const unique = refuseDuplicates(documents);
  const locations = unique.filter(({ kind }) => kind === 'StorageLocation');
  return unique.map((document) =>
    withFindings(document, [
      ...checkLocation(document, locations, defaultLocation),
      ...checkJudgedPolicies(document, unique, defaultLocation),
    ]),
  );
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
  if (valid !== undefined) return WRITING_KINDS.has(kind ?? '') ? refuseReadOnly(valid, kind ?? '', place.path) : [];
  if (named.length > 0) return dangling(`StorageLocation ${wanted} has errors of its own`);
  const known = locations.flatMap(({ name }) => name ?? []);
  const unset = isWritten ? '' : `storageLocation is not set, which means ${wanted}; `;
  const others = known.length === 0 ? 'there is none at all' : `there are: ${known.join(', ')}`;
  const suggestion = isWritten ? nearestName(wanted, known) : undefined;
  return dangling(`${unset}no StorageLocation is called ${wanted}; ${others}`, suggestion);
}

/** Kinds whose runs change what their location holds. */
const WRITING_KINDS: ReadonlySet<string> = new Set(['BackupPolicy', 'PrunePolicy']);

/** What a prune policy names must be there, and keep its backups where they are to be deleted. */
function checkJudgedPolicies(
  { kind, policy }: CheckedDocument,
  documents: readonly CheckedDocument[],
  defaultLocation: string,
): Finding[] {
  if (kind !== 'PrunePolicy' || policy?.kind !== 'PrunePolicy') return [];
  const known = documents.filter((one) => one.kind === 'BackupPolicy');
  return policy.policies.flatMap((name, i): Finding[] => {
    const path: Path = ['spec', 'policies', i];
    const named = known.find((one) => one.name === name);
    if (named === undefined) {
      const suggestion = nearestName(
        name,
        known.flatMap((one) => one.name ?? []),
      );
      const message = `no BackupPolicy is called ${name}`;
      return [{ severity: 'error', code: 'unknown-reference', message, suggestion, path }];
    }
    const { storageLocation = defaultLocation } = (named.policy ?? {}) as { readonly storageLocation?: string };
    if (named.policy === undefined || storageLocation === policy.storageLocation) return [];
    return [conflict(path, `the backups of ${name} are in ${storageLocation}, and not in ${policy.storageLocation}`)];
  });
}

function refuseReadOnly({ name, policy }: CheckedDocument, kind: string, path: Path): Finding[] {
  if (policy?.kind !== 'StorageLocation' || policy.accessMode === 'ReadWrite') return [];
  if (kind === 'PrunePolicy') return [conflict(path, `nothing can be deleted from ${name}: it is read-only`)];
  return [
    conflict(path, `backup can't be created because backup storage location ${name} is currently in read-only mode`),
  ];
}

function withFindings(document: CheckedDocument, findings: readonly Finding[]): CheckedDocument {
  if (findings.length === 0) return document;
  const added: Diagnostic[] = findings.map(document.locate);
  return { ...document, policy: undefined, diagnostics: [...document.diagnostics, ...added] };
}
