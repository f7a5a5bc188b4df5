import type { ResourcePolicies } from '../../domain/backup/resource-policies.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { FoundDocument, ParsedPolicies } from '../parse.ts';
import type { ConfigMapManifest } from '../source/read-stream.ts';
import { contradicts, OLD_FILTERS, onlyTextOf, type ReferencedKind, VERSION_PRIORITIES } from './manifest-text.ts';
import type { Checked } from './read-referenced.ts';
import { referencesOf } from './references-of.ts';
import { readResourceModifiers } from './resource-modifiers.ts';
import { readResourcePolicies } from './resource-policies.ts';
import { readVersionPriorities } from './version-priorities.ts';

/**
 * Everything that is wrong with the ConfigMap manifests to which policies of the same texts refer. What they refer to
 * and is not among the texts is for the run to find in the cluster.
 */
export function checkReferences({ found, configMaps }: ParsedPolicies): Diagnostic[] {
  const priorities = configMaps.filter(({ name }) => name === VERSION_PRIORITIES);
  const diagnostics = [
    ...priorities.flatMap((manifest) => readVersionPriorities(manifest).diagnostics),
    ...found.flatMap((document) =>
      referencesOf(document).flatMap(({ kind, name }) =>
        configMaps.filter((manifest) => manifest.name === name).flatMap((manifest) => check(document, kind, manifest)),
      ),
    ),
  ];
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

function check({ policy, place }: FoundDocument, kind: ReferencedKind, manifest: ConfigMapManifest): Diagnostic[] {
  const source = onlyTextOf(manifest, kind);
  if (!source.ok) return [errorAt(manifest.place, source.error)];
  const text = { name: manifest.place.file, source: source.value, sha256: '' };
  if (kind === 'resource modifiers') return [...readResourceModifiers(text).diagnostics];
  const { diagnostics, value }: Checked<ResourcePolicies> = readResourcePolicies(text);
  const isOld = value !== undefined && policy?.kind === 'BackupPolicy' && contradicts(policy, value);
  return [...diagnostics, ...(isOld ? [errorAt(place, OLD_FILTERS)] : [])];
}

function errorAt(place: Diagnostic | FoundDocument['place'], message: string): Diagnostic {
  const { file, line, column, within } = place;
  return { severity: 'error', code: 'conflict', message, path: '', file, line, column, ...(within && { within }) };
}
