import type { BackupPolicy } from '../backup/policy.ts';
import type { IncludeExcludePolicy } from '../backup/resource-policies.ts';
import { canonicalText } from '../json/canonical.ts';

/**
 * Everything that decides which objects belong to a backup and in which form, as one canonical text: backups of one text
 * can be compared by size. What a policy says of times, hooks and retention is not in it.
 */
export function selectionText(
  { selection, apiGroupVersions }: Pick<BackupPolicy, 'selection' | 'apiGroupVersions'>,
  includeExclude: IncludeExcludePolicy | undefined,
): string {
  return canonicalText({ selection, apiGroupVersions, includeExclude });
}
