import { failure, ok, type Result } from '../../base/result.ts';
import type { BackupPolicy } from '../../domain/backup/policy.ts';
import type { ResourcePolicies } from '../../domain/backup/resource-policies.ts';
import type { ConfigMapManifest } from '../source/read-stream.ts';
import type { TextSource } from '../source/text-source.ts';

/** The kinds of ConfigMaps to which policies refer, as Velero's messages call them. */
export type ReferencedKind = 'resource modifiers' | 'resource policies';

/** The one text of a manifest, or why it has none, as the end of a sentence about it. */
export function onlyTextOf({ name, texts }: ConfigMapManifest, kind: ReferencedKind): Result<TextSource, string> {
  const [only, ...more] = texts;
  if (only !== undefined && more.length === 0) return ok(only.source);
  return failure(
    illegalConfigMap(
      kind,
      name,
      texts.map(({ key }) => key),
    ),
  );
}

/** The ConfigMap in which Velero looks for priorities of versions; here its manifest stands among the policies' texts. */
export const VERSION_PRIORITIES = 'enableapigroupversions';

/** Velero takes a ConfigMap with exactly one key. */
export function illegalConfigMap(kind: ReferencedKind, name: string, keys: readonly string[]): string {
  const held = keys.length === 0 ? 'none' : keys.toSorted().join(', ');
  return `illegal ${kind} ${name} configmap: it must have exactly one key of data, and has ${held}`;
}

/** Velero's words where the older filters of a backup stand beside an `includeExcludePolicy`. */
export const OLD_FILTERS =
  'include-resources, exclude-resources and include-cluster-resources are old filter parameters. They cannot be used with include-exclude policies.';

/** Whether a backup has the older filters, which leave an `includeExcludePolicy` nothing to be merged with. */
export function contradicts({ selection: { resources } }: BackupPolicy, { includeExclude }: ResourcePolicies): boolean {
  if (includeExclude === undefined || resources.style !== 'unscoped') return false;
  const { included, excluded, includeClusterResources } = resources;
  return included.length > 0 || excluded.length > 0 || includeClusterResources !== undefined;
}
