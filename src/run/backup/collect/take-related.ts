import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import { relatedForbidden } from '../../../domain/backup/permissions.ts';
import { roleForAccounts, runsWithClaim } from '../../../domain/backup/relations/needs.ts';
import { type RelatedList, relatedLists } from '../../../domain/backup/relations/related-lists.ts';
import { formatGroupResource } from '../../../domain/resource.ts';
import { ApiError } from '../../../kube/cluster.ts';
import type { Collecting } from './collecting.ts';
import { recordListFailure } from './list-failure.ts';
import { type Keeps, LISTS_AT_ONCE, takeStep } from './take-step.ts';

/**
 * Takes what comes along with what is selected, and what that needs in its turn, until nothing more is needed. What may
 * not be listed is one entry per type and namespace, with what it would have been.
 */
export async function takeRelated(ctx: RunContext, work: Collecting): Promise<void> {
  const related: Collecting = { ...work, reason: 'related' };
  const refused = new Map<string, RelatedList[]>();
  for (let wanted = work.needed.take(); wanted !== undefined; wanted = work.needed.take()) {
    const lists = relatedLists(wanted, work.plan.related);
    await mapConcurrent(lists, LISTS_AT_ONCE, async (list) => takeRelatedList(ctx, related, list, refused));
  }
  for (const lists of refused.values()) {
    const { severity, entry } = relatedForbidden(lists);
    if (severity === 'error') work.journal.error(ctx, entry);
    else work.journal.warn(ctx, entry);
  }
}

/** Where a type was refused once, it is not asked for again. */
async function takeRelatedList(
  ctx: RunContext,
  work: Collecting,
  list: RelatedList,
  refused: Map<string, RelatedList[]>,
): Promise<void> {
  const { type, namespace } = list.step;
  const place = `${formatGroupResource(type)} ${namespace ?? ''}`;
  const others = refused.get(place);
  if (others !== undefined) return void others.push(list);
  work.journal.progress({ listsTotal: work.journal.result.progress.listsTotal + 1 });
  await takeStep(ctx, work, list.step, {
    keeps: keepsOf(work, list),
    failed: async (step, error) => {
      if (!(error instanceof ApiError) || error.status !== 403) return recordListFailure(ctx, work, step, error);
      refused.set(place, [...(refused.get(place) ?? []), list]);
    },
  });
}

/** Reading a binding tells which ClusterRole is needed, whether or not bindings themselves may come along. */
function keepsOf({ needed, plan }: Collecting, { wants }: RelatedList): Keeps {
  switch (wants.kind) {
    case 'items':
      return ({ ref }) => wants.names.has(ref.name);
    case 'group':
      return ({ ref }) => !needed.has(ref);
    case 'pods':
      return (item) => !needed.has(item.ref) && runsWithClaim(item, wants.claims);
    case 'bindings':
      return (item) => {
        const role = roleForAccounts(item, wants.accounts);
        if (role === undefined) return false;
        needed.need({ kind: 'item', ref: role });
        return plan.related.types.has(formatGroupResource(item.ref));
      };
  }
}
