import type { Backup } from '../../domain/backup/backup.ts';
import type { HookReport } from '../../domain/hooks/hook-log.ts';

/** What a backup's commit object keeps of its hooks: the counts. Nothing where none was to run. */
export function recordedHooks({ document }: Backup): Partial<HookReport> {
  const { hookStatus } = (document['status'] ?? {}) as {
    readonly hookStatus?: { readonly hooksAttempted?: number; readonly hooksFailed?: number };
  };
  const { hooksAttempted = 0, hooksFailed = 0 } = hookStatus ?? {};
  if (hooksAttempted === 0) return {};
  return { hookStatus: { hooksAttempted, hooksFailed }, hookState: hooksFailed === 0 ? 'success' : 'failed' };
}
