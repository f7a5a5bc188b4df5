import type { OpenArchive, WantedCopy } from '../../../archive/backup-store.ts';
import type { RunContext } from '../../../base/context.ts';
import { formatItemRef } from '../../../domain/item.ts';
import { RunError } from '../../../domain/problem.ts';
import { formatGroupResource } from '../../../domain/resource.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';

/** A planned item with its bytes. */
export interface Picked {
  readonly planned: PlannedItem;
  readonly archived: ArchivedItem;
}

/** The wanted items as the archive yields them; ends as soon as it has all of them. */
export async function* pick(
  ctx: RunContext,
  archive: OpenArchive,
  items: readonly PlannedItem[],
): AsyncGenerator<Picked, void, void> {
  if (items.length === 0) return;
  const wanted = new Map(items.map((item) => [formatItemRef(item.ref), item]));
  const versions = new Map(items.map(({ ref, version }) => [formatGroupResource(ref), version]));
  const copyOf = copiesOf(archive, versions);
  for await (const archived of archive.items(ctx, copyOf)) {
    const key = formatItemRef(archived.ref);
    const planned = wanted.get(key);
    if (planned === undefined) continue;
    wanted.delete(key);
    yield { planned, archived };
    if (wanted.size === 0) return;
  }
  const [missing] = wanted.keys();
  throw new RunError('internal', `The archive shows ${missing} no more`);
}

/** Which copy holds a version: the preferred one is the main copy, which every archive has. */
function copiesOf({ contents }: Pick<OpenArchive, 'contents'>, versions: ReadonlyMap<string, string>): WantedCopy {
  const preferred = new Map(contents.types.map((type) => [formatGroupResource(type), type.versions[0]]));
  return (type) => {
    const name = formatGroupResource(type);
    const version = versions.get(name);
    if (version === undefined) return undefined;
    return { version: version === preferred.get(name) ? undefined : version };
  };
}
