import type { FoundDocument, ParsedPolicies } from '../parse.ts';
import { fieldsOf } from '../velero/translation.ts';
import { type ReferencedKind, VERSION_PRIORITIES } from './manifest-text.ts';

/** A ConfigMap that a policy names. */
export interface Reference {
  readonly kind: ReferencedKind;
  readonly name: string;
}

/** Which field of which kind names one, and what that is. */
const NAMED_BY = {
  BackupPolicy: ['resourcePolicy', 'resource policies'],
  RestorePolicy: ['resourceModifier', 'resource modifiers'],
} as const;

/**
 * The ConfigMaps that a policy names, whether or not something else is wrong with it; they are beside the runner, or
 * among the policies' texts.
 */
export function referencesOf({ kind, document }: Pick<FoundDocument, 'kind' | 'document'>): Reference[] {
  if (kind !== 'BackupPolicy' && kind !== 'RestorePolicy') return [];
  const [field, referenced] = NAMED_BY[kind];
  const { spec } = fieldsOf(document);
  const { name } = fieldsOf(fieldsOf(spec)[field]);
  return typeof name === 'string' ? [{ kind: referenced, name }] : [];
}

/** Whether any policy refers to a manifest among the texts: else none of them need be read. */
export function hasReferences({ found, configMaps }: ParsedPolicies): boolean {
  const names = new Set(configMaps.map(({ name }) => name));
  if (names.has(VERSION_PRIORITIES)) return true;
  return found.some((document) => referencesOf(document).some(({ name }) => names.has(name)));
}
