import type { RunContext } from '../../../../base/context.ts';
import { sha256Hex } from '../../../../base/hash.ts';
import {
  comparableText,
  fieldsOf,
  isDerived,
  type ItemDifference,
} from '../../../../domain/contents/item-difference.ts';
import { formatItemRef, type ItemRef } from '../../../../domain/item.ts';
import { type JsonObject, MalformedJson, parseExact } from '../../../../domain/json/exact-json.ts';
import type { Side, SideItem } from './sides.ts';

/** What is compared, and how much is told. */
export interface Comparing {
  readonly before: Side;
  readonly after: Side;
  /** Also what controllers make out of other objects. */
  readonly isAll: boolean;
  readonly showSecrets: boolean;
  /** Whether an object that only `after` has belongs to what is compared. */
  readonly isMeant: (ref: ItemRef) => boolean;
}

/** Texts of changed objects that are held for their fields; beyond it only that they changed is told. */
const HELD_CHARACTERS = 64 * 1024 * 1024;

/** What became of the objects of `before`, by name. Of objects that are alike only a fingerprint is held. */
export async function compareSides(ctx: RunContext, comparing: Comparing): Promise<readonly ItemDifference[]> {
  const { before, after } = comparing;
  const seen = new Map<string, { readonly ref: ItemRef; readonly hash: string }>();
  for await (const { ref, text } of readable(ctx, before, comparing))
    seen.set(formatItemRef(ref), { ref, hash: sha256Hex(text) });
  const found = new Map<string, ItemDifference>();
  const texts = new Map<string, string>();
  let held = 0;
  for await (const { ref, text } of readable(ctx, after, comparing)) {
    const key = formatItemRef(ref);
    const old = seen.get(key);
    seen.delete(key);
    if (old === undefined && comparing.isMeant(ref)) found.set(key, { ref, change: 'added', fields: [] });
    if (old === undefined || old.hash === sha256Hex(text)) continue;
    found.set(key, { ref, change: 'changed', fields: [] });
    held += text.length;
    if (held <= HELD_CHARACTERS) texts.set(key, text);
  }
  for (const [key, { ref }] of seen) found.set(key, { ref, change: 'removed', fields: [] });
  if (texts.size > 0) {
    for await (const { ref, text } of readable(ctx, before, comparing)) {
      const key = formatItemRef(ref);
      const now = texts.get(key);
      if (now !== undefined)
        found.set(key, { ref, change: 'changed', fields: fieldsOf(ref, text, now, comparing.showSecrets) });
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, difference]) => difference);
}

/** The objects of a side that are compared, as the text that they are compared by. */
async function* readable(ctx: RunContext, side: Side, { isAll }: Pick<Comparing, 'isAll'>) {
  for await (const item of side.items(ctx)) {
    const object = parsed(item);
    if (object === undefined) yield { ref: item.ref, text: '{}' };
    else if (isAll || !isDerived(object, item.ref)) yield { ref: item.ref, text: comparableText(object, item.ref) };
  }
}

/** Undefined for what is no JSON object, which differs from everything that is one. */
function parsed({ bytes }: SideItem): JsonObject | undefined {
  try {
    return parseExact(bytes);
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}
