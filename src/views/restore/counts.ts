import type { PlannedAction } from '../../domain/restore/plan.ts';
import type { ItemEnd } from '../../domain/result/result.ts';

/** What is said of items by what the plan says, in this order. */
export const PLANNED: Readonly<Record<PlannedAction, string>> = {
  create: 'to create',
  update: 'to update',
  recreate: 'to recreate',
  unchanged: 'unchanged',
  unknown: 'undecided',
  skip: 'to skip',
  fail: 'impossible',
};

/** What is said of items by how they ended, in this order. */
export const ENDED: Readonly<Record<ItemEnd, string>> = {
  created: 'created',
  updated: 'updated',
  recreated: 'recreated',
  unchanged: 'unchanged',
  skipped: 'skipped',
  failed: 'failed',
};

/** `6 created, 1 failed`: what is none is left out. */
export function wordsOf<Word extends string>(
  words: Readonly<Record<Word, string>>,
  counts: Readonly<Partial<Record<Word, number>>>,
): string {
  const said = (Object.keys(words) as Word[]).flatMap((word) => {
    const count = counts[word] ?? 0;
    return count === 0 ? [] : [`${count} ${words[word]}`];
  });
  return said.length === 0 ? 'nothing' : said.join(', ');
}

/** All of them. */
export function sumOf(counts: Readonly<Partial<Record<string, number>>> | undefined): number {
  return Object.values(counts ?? {}).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
