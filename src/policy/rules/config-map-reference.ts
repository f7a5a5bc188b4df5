import { type Finding, invalid, type Path, quoted } from '../finding.ts';
import type { RestorePolicySpec } from '../generated/documents.ts';

/** A reference to anything but a ConfigMap is one that Velero passes over without a word. */
export function checkConfigMapReference(reference: RestorePolicySpec['resourceModifier'], path: Path): Finding[] {
  if (reference === undefined) return [];
  const { apiGroup, kind, name } = reference;
  const isConfigMap = kind.toLowerCase() === 'configmap';
  const isCore = apiGroup === undefined || apiGroup === null || apiGroup === '';
  return [
    ...(isConfigMap ? [] : [invalid([...path, 'kind'], `must be ConfigMap, not ${quoted(kind)}`, 'ConfigMap')]),
    ...(isCore
      ? []
      : [invalid([...path, 'apiGroup'], `must be empty, as ConfigMaps have none, not ${quoted(apiGroup)}`)]),
    ...(name === '' ? [invalid([...path, 'name'], 'is empty')] : []),
  ];
}
