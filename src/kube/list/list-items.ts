import type { RunContext } from '../../base/context.ts';
import { retry } from '../../base/retry.ts';
import type { ListedItem, ListFacts, ListRequest } from '../cluster.ts';
import { explain, newJudge } from '../transport/ask.ts';
import type { Transport } from '../transport/transport.ts';
import { ListWalk } from './list-walk.ts';

/**
 * Lists one type, page by page, as `Cluster.list` promises. The call's budget begins anew with every batch: a list may
 * take as long as it likes, but not stand still.
 */
export async function* listItems(
  ctx: RunContext,
  transport: Transport,
  request: ListRequest,
): AsyncGenerator<readonly ListedItem[], ListFacts, void> {
  const walk = new ListWalk(transport, request);
  const about = { server: transport.server, to: walk.what };
  try {
    for (;;) {
      const batch = await retry(ctx, async () => walk.next(ctx), newJudge(transport.lists, walk), about);
      if (batch === undefined) return walk.facts(ctx);
      transport.lists.succeeded();
      yield batch;
    }
  } catch (error) {
    throw explain(error, transport, walk);
  } finally {
    walk.close();
  }
}
