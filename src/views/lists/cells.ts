import { formatTime } from '../../domain/time.ts';
import { formatDuration } from '../units.ts';

/** A time as lists show it; undefined stays so. */
export function timeText(time: Date | undefined): string | undefined {
  return time === undefined ? undefined : formatTime(time);
}

/** A count as a cell: empty where there is none. */
export function countText(count: number | undefined): string {
  return count === undefined ? '' : String(count);
}

/** How long from `now` until a backup may go: `in 29 d 3 h`, `2 h ago`; empty where nothing says so. */
export function formatExpiry(expiresAt: Date | undefined, now: Date): string {
  if (expiresAt === undefined) return '';
  const left = expiresAt.getTime() - now.getTime();
  return left > 0 ? `in ${formatDuration(left)}` : `${formatDuration(-left)} ago`;
}
