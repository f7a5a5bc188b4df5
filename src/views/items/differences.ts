import type { ItemDifference } from '../../domain/contents/item-difference.ts';
import { formatItemRef } from '../../domain/item.ts';
import type { Difference } from '../../domain/restore/conflict/differing-paths.ts';
import { type Mood, paint } from '../paint.ts';

/** How a difference is marked: `+` for what is only in the second state, `-` for what is only in the first. */
const MARKS: Readonly<Record<ItemDifference['change'], readonly [string, Mood]>> = {
  added: ['+', 'good'],
  removed: ['-', 'bad'],
  changed: ['~', 'doubtful'],
};

/** Values longer than this are cut: a certificate or a script is not read in a list of differences. */
const LONGEST_VALUE = 200;

/** Differences as lines for people, with a last line that counts them. */
export function renderDifferences(differences: readonly ItemDifference[], isColoured: boolean): string {
  const count = (change: ItemDifference['change']) => differences.filter((it) => it.change === change).length;
  const lines = differences.flatMap((difference) => linesOf(difference, isColoured));
  const total = `${count('changed')} changed, ${count('added')} added, ${count('removed')} removed`;
  return [...lines, differences.length === 0 ? 'No differences' : total, ''].join('\n');
}

function linesOf({ ref, change, fields }: ItemDifference, isColoured: boolean): string[] {
  const [mark, mood] = MARKS[change];
  const tint = (text: string, as: Mood) => paint(text, isColoured ? as : undefined);
  return [tint(`${mark} ${formatItemRef(ref)}`, mood), ...fields.map((field) => `    ${fieldLine(field, tint)}`)];
}

function fieldLine({ path, from, to }: Difference, tint: (text: string, as: Mood) => string): string {
  if (from === undefined) return tint(`+ ${path}: ${shown(to)}`, 'good');
  if (to === undefined) return tint(`- ${path}: ${shown(from)}`, 'bad');
  return `${path}: ${tint(shown(from), 'bad')} → ${tint(shown(to), 'good')}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text;
}
