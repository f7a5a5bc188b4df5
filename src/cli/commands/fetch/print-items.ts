import { cleaned } from '../../../domain/contents/clean.ts';
import { formatItemRef } from '../../../domain/item.ts';
import { withoutAt } from '../../../domain/json/edit.ts';
import { type JsonObject, MalformedJson, parseExact } from '../../../domain/json/exact-json.ts';
import { RunError } from '../../../domain/problem.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import { renderItemYaml } from '../../../views/items/item-yaml.ts';

/** How archived objects are printed. */
export interface ItemFormat {
  /** All but `name` are documents that `kubectl apply` takes; `raw` is the archived text. */
  readonly output: 'yaml' | 'json' | 'raw' | 'name';
  /** Without what the API server and controllers added. */
  readonly clean: boolean;
  /** Who wrote which field is left out unless it is asked for, as kubectl does. */
  readonly showManagedFields: boolean;
}

/** Prints one object; several, one after the other, are a stream of documents. */
export function renderItem(item: ArchivedItem, { output, clean, showManagedFields }: ItemFormat): string {
  const { ref, bytes } = item;
  if (output === 'name') return `${formatItemRef(ref)}\n`;
  if (output === 'raw') return `${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()}\n`;
  const object = parsedItem(item);
  const shown = showManagedFields ? object : withoutAt(object, ['metadata'], ['managedFields']);
  const json = JSON.stringify(clean ? cleaned(object, ref) : shown, undefined, 2);
  return output === 'json' ? `${json}\n` : `---\n${renderItemYaml(json)}`;
}

/** An archived object; `archive-unreadable` where it is none. */
export function parsedItem({ ref, bytes }: ArchivedItem): JsonObject {
  try {
    return parseExact(bytes);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    throw new RunError('archive-unreadable', `Cannot print ${formatItemRef(ref)}: ${error.message}`, {
      hint: 'Print its bytes with -o raw',
      cause: error,
    });
  }
}
