import { availableParallelism } from 'node:os';

/** As many as libuv has threads by default; more gains nothing. */
const LARGEST_WIDTH = 4;

/** How many pieces are compressed, or unpacked, at a time. */
export function poolWidth(): number {
  return Math.min(availableParallelism(), LARGEST_WIDTH);
}
