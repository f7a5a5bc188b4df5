import type { Entry } from '../entry.ts';

/** When a backup is too small to be trusted beside the last good one. */
export interface ShrinkGuard {
  /** By how many percent items, types or bytes may be fewer; more is suspicious. 100 allows everything. */
  readonly maxShrinkPercent: number;
}

/** How much a backup holds. What is not known of it is undefined, and not compared. */
export interface Extent {
  readonly items: number | undefined;
  /** Types of which there are items: `deployments.apps`. */
  readonly types: readonly string[] | undefined;
  /** JSON of all items, before it is packed. */
  readonly bytes: number | undefined;
}

/** Names of types that a message tells. */
const NAMED = 5;

/**
 * Compares a backup with the last good one of the same selection. What collapsed is one entry that names all of it;
 * undefined where nothing did. A backup that grew, in whatever, is never suspicious for it.
 */
export function judgeShrink(
  now: Extent,
  before: Extent & { readonly backup: string },
  { maxShrinkPercent }: ShrinkGuard,
): Entry | undefined {
  const measures: readonly (readonly [string, number | undefined, number | undefined])[] = [
    ['items', now.items, before.items],
    ['types', now.types?.length, before.types?.length],
    ['bytes', now.bytes, before.bytes],
  ];
  const collapsed = measures.flatMap(([measure, is, was]) => {
    if (is === undefined || was === undefined || !shrankBeyond(is, was, maxShrinkPercent)) return [];
    return [`${is} ${measure} instead of ${was}`];
  });
  if (collapsed.length === 0) return undefined;
  const message = `This backup has ${collapsed.join(', ')} in ${before.backup}, the last good one: more than ${maxShrinkPercent} % fewer${goneText(now, before)}. It is kept, and counts for nothing until somebody accepts it`;
  return { code: 'suspicious-shrink', message };
}

function shrankBeyond(is: number, was: number, percent: number): boolean {
  return (was - is) * 100 > percent * was;
}

function goneText(now: Extent, before: Extent): string {
  const still = new Set(now.types);
  const gone = now.types === undefined ? [] : (before.types ?? []).filter((type) => !still.has(type));
  if (gone.length === 0) return '';
  const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : '';
  return `; gone are ${gone.slice(0, NAMED).join(', ')}${more}`;
}
