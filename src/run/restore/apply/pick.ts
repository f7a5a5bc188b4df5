import type { WantedCopy } from '../../../archive/backup-store.ts';
import type { RunContext } from '../../../base/context.ts';
import { formatItemRef } from '../../../domain/item.ts';
import { RunError } from '../../../domain/problem.ts';
import { formatGroupResource } from '../../../domain/resource.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';
import type { Planning } from '../planning.ts';

/** A planned item with its bytes. */
export interface Picked {
  readonly planned: PlannedItem;
  readonly archived: ArchivedItem;
}

/**
 * The wanted items, each in the version of its plan: those at hand, then the others as the archive yields them. Ends as
 * soon as it has all of them.
 */
export async function* pick(
  ctx: RunContext,
  { archive, atHand }: Pick<Planning, 'archive' | 'atHand'>,
  items: readonly PlannedItem[],
): AsyncGenerator<Picked, void, void> {
  const others: PlannedItem[] = [];
  for (const planned of items) {
    const archived = atHand.find(planned.ref);
    if (archived === undefined) others.push(planned);
    else yield { planned, archived };
  }
  for (const pass of passesOf(others)) yield* pickInOnePass(ctx, archive, pass);
}

/** What one pass takes: a type in one version only. */
interface Pass {
  /** Version by type. */
  readonly versions: Map<string, string>;
  /** By `formatItemRef`. */
  readonly items: Map<string, PlannedItem>;
}

/** One pass, but where items of one type are planned in different versions, because the archive lacks copies of some. */
function passesOf(items: readonly PlannedItem[]): readonly Pass[] {
  const passes: Pass[] = [];
  for (const item of items) {
    const type = formatGroupResource(item.ref);
    let pass = passes.find(({ versions }) => (versions.get(type) ?? item.version) === item.version);
    if (pass === undefined) passes.push((pass = { versions: new Map(), items: new Map() }));
    pass.versions.set(type, item.version);
    pass.items.set(formatItemRef(item.ref), item);
  }
  return passes;
}

async function* pickInOnePass(
  ctx: RunContext,
  archive: Planning['archive'],
  { versions, items: wanted }: Pass,
): AsyncGenerator<Picked, void, void> {
  const copyOf: WantedCopy = (type) => {
    const version = versions.get(formatGroupResource(type));
    return version === undefined ? undefined : { version };
  };
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
