import type { FoundDocument, ParsedPolicies } from '../parse.ts';
import type { ReferencedKind } from './manifest-text.ts';

/** A ConfigMap that a policy names. */
export interface Reference {
  readonly kind: ReferencedKind;
  readonly name: string;
}

/** The ConfigMaps that a valid policy names; they are beside the runner, or among the policies' texts. */
export function referencesOf({ policy }: FoundDocument): Reference[] {
  if (policy?.kind === 'BackupPolicy' && policy.resourcePolicy !== undefined) {
    return [{ kind: 'resource policies', name: policy.resourcePolicy }];
  }
  if (policy?.kind === 'RestorePolicy' && policy.resourceModifier !== undefined) {
    return [{ kind: 'resource modifiers', name: policy.resourceModifier }];
  }
  return [];
}

/** Whether any policy refers to a manifest among the texts: else none of them need be read. */
export function hasReferences({ found, configMaps }: ParsedPolicies): boolean {
  const names = new Set(configMaps.map(({ name }) => name));
  return found.some((document) => referencesOf(document).some(({ name }) => names.has(name)));
}
