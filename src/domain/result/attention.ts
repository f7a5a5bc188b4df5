import type { RestoredItem } from './result.ts';

/** Whether somebody should look at an item: it is more than a create, or an object that is as it should be. */
export function needsAttention({ action, end, reason }: RestoredItem): boolean {
  if (reason !== undefined || end === 'failed' || end === 'skipped') return true;
  return action !== 'create' && action !== 'unchanged';
}
