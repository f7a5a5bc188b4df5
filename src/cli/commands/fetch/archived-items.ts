import type { OpenArchive } from '../../../archive/backup-store.ts';
import type { RunContext } from '../../../base/context.ts';
import { findItems, type MeantItems, parseItemPattern } from '../../../domain/contents/item-pattern.ts';
import { formatItemRef, type ItemRef } from '../../../domain/item.ts';
import { RunError } from '../../../domain/problem.ts';
import { formatGroupResource, type GroupResource } from '../../../domain/resource.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';

/**
 * The items that a call names, none of them for all. Throws `usage` for what is no pattern, and `item-not-found` for
 * patterns that mean nothing, all of them at once: who asks for something by name must not get less without a word.
 */
export function itemsMeant(
  { contents }: OpenArchive,
  {
    backup,
    words,
    namespace,
  }: { readonly backup: string; readonly words: readonly string[]; readonly namespace?: string | undefined },
): MeantItems {
  const patterns = (words.length === 0 ? ['*'] : words).map((word) => {
    const pattern = parseItemPattern(word);
    if (pattern !== undefined) return pattern;
    throw new RunError('usage', `${JSON.stringify(word)} names no item`, {
      hint: 'Write type/namespace/name or type/name, with * where anything may stand: deployments/shop/web',
    });
  });
  const meant = findItems(contents, patterns, namespace);
  if (meant.unmatched.length === 0) return meant;
  throw new RunError('item-not-found', meant.unmatched.join('; '), {
    hint: `See \`lifeboat describe ${backup} --details\` for what it holds`,
  });
}

/** The archived items of these names, in the archive's order, each in its preferred version. One pass. */
export async function* readItems(
  ctx: RunContext,
  archive: OpenArchive,
  refs: readonly ItemRef[],
): AsyncGenerator<ArchivedItem, void, void> {
  const wanted = new Set(refs.map(formatItemRef));
  const types = new Set(refs.map(formatGroupResource));
  const copyOf = (type: GroupResource) => (types.has(formatGroupResource(type)) ? { version: undefined } : undefined);
  for await (const item of archive.items(ctx, copyOf)) {
    if (wanted.has(formatItemRef(item.ref))) yield item;
  }
}
