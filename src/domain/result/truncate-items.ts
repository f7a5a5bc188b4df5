import { needsAttention } from './attention.ts';
import { byteLength, RESULT_KEYS } from './document.ts';
import type { RestoredItem, RunResult } from './result.ts';

/** No line of a plan takes less room than this in a document. */
const SHORTEST_ITEM_BYTES = 60;

/** Whether the items alone are too many, seen without encoding them all. */
export function hasTooManyItems({ restore }: RunResult, maxBytes: number): boolean {
  return (restore?.items?.length ?? 0) * SHORTEST_ITEM_BYTES > maxBytes;
}

/** A restore without its items; any other result is returned as it is. */
export function withoutItems(result: RunResult): RunResult {
  return result.restore?.items === undefined ? result : withItems(result, []);
}

/**
 * Puts back as many items as `room` bytes of the document can take: those first that somebody should look at, of each
 * sort the first ones. They stay in the plan's order.
 */
export function refillItems(result: RunResult, items: readonly RestoredItem[] | undefined, room: number): RunResult {
  if (items === undefined) return result;
  const kept = new Set<RestoredItem>();
  let left = room;
  for (const isWanted of [needsAttention, (item: RestoredItem) => !needsAttention(item)]) {
    for (const item of items) {
      if (!isWanted(item)) continue;
      left -= encodedBytes(item);
      if (left < 0) break;
      kept.add(item);
    }
  }
  return withItems(
    result,
    items.filter((item) => kept.has(item)),
  );
}

/** As `encodeResult` writes it into the list of items: a comma, a line break, and every line six spaces further in. */
function encodedBytes(item: RestoredItem): number {
  const text = JSON.stringify(item, [...RESULT_KEYS], 2);
  return byteLength(text) + text.split('\n').length * 6 + 2;
}

function withItems(result: RunResult, items: readonly RestoredItem[]): RunResult {
  return result.restore === undefined ? result : { ...result, restore: { ...result.restore, items } };
}
