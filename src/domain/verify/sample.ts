/** How many of all: a share, or a number. */
export type SampleSize = { readonly percent: number } | { readonly count: number };

const PERCENT = /^(\d{1,3}(?:\.\d+)?)\s*%$/;
const COUNT = /^[1-9]\d{0,5}$/;

/** Reads `5%`, `0.5 %` or `3`; undefined for anything else, and for a share of nothing or of more than all. */
export function parseSampleSize(text: string): SampleSize | undefined {
  const percent = Number(PERCENT.exec(text.trim())?.[1]);
  if (percent > 0 && percent <= 100) return { percent };
  return COUNT.test(text.trim()) ? { count: Number(text) } : undefined;
}

/**
 * A sample of things in their own order, at least one where there are any. Which they are, `rank` decides: the lowest
 * texts are taken, so that the same ranks give the same sample again, and others another.
 */
export function sampleOf<T>(all: readonly T[], size: SampleSize, rank: (one: T) => string): readonly T[] {
  const wanted = 'count' in size ? size.count : Math.ceil((all.length * size.percent) / 100);
  const ranked = all.map((one) => ({ one, rank: rank(one) })).toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  const taken = new Set(ranked.slice(0, wanted).map(({ one }) => one));
  return all.filter((one) => taken.has(one));
}
