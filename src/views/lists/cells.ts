import { formatTime } from '../../domain/time.ts';

/** A time as lists show it; undefined stays so. */
export function timeText(time: Date | undefined): string | undefined {
  return time === undefined ? undefined : formatTime(time);
}

/** A count as a cell: empty where there is none. */
export function countText(count: number | undefined): string {
  return count === undefined ? '' : String(count);
}
