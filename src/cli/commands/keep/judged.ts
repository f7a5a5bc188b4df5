import { forgottenDownloads } from '../../../archive/export/download-records.ts';
import type { RunContext } from '../../../base/context.ts';
import { historyOf } from '../../../domain/backup/continuity.ts';
import { RunError } from '../../../domain/problem.ts';
import type { Verdict } from '../../../domain/retention/retention.ts';
import { judgeHistory } from '../../../run/prune/judge-history.ts';
import type { PruneOrder } from '../../../run/services.ts';
import { openLocation } from '../../compose.ts';
import type { PolicyBook } from '../run/orders/policy-book.ts';
import { pruneOrder, type PruneCall } from '../run/orders/prune-order.ts';

/** The order of one policy, or of all that keep their backups in one location. What is wrong with them is `policy-invalid`. */
export function orderOfBook(ctx: RunContext, call: PruneCall, book: PolicyBook, name: string | undefined): PruneOrder {
  if (name !== undefined) return orderNamed(ctx, call, book, name);
  const policies = book.parsed.documents.filter(({ kind }) => kind === 'BackupPolicy');
  const orders = policies.map((policy) => orderNamed(ctx, call, book, policy.name));
  const [first, ...more] = orders;
  if (first === undefined) {
    throw new RunError('policy-not-found', `${book.source.source} defines no BackupPolicy`, {
      hint: 'Their retention says what is kept.',
    });
  }
  const other = more.find(({ location }) => location.name !== first.location.name);
  if (other !== undefined) {
    const [one, two] = [first.location.name, other.location.name];
    throw new RunError('usage', `The policies keep their backups in several locations: ${one}, ${two}`, {
      hint: 'Name one BackupPolicy or PrunePolicy.',
    });
  }
  return { ...first, source: undefined, judged: orders.flatMap(({ judged }) => judged) };
}

function orderNamed(ctx: RunContext, call: PruneCall, book: PolicyBook, name: string): PruneOrder {
  const prepared = pruneOrder(ctx, call, book, { name, isArmed: true });
  if ('order' in prepared) return { ...prepared.order, telling: undefined }; // who prunes by hand sees what becomes of it
  const { problems } = prepared;
  throw new RunError('policy-invalid', problems[0] ?? `${name} cannot be used`, {
    hint: problems.length > 1 ? problems.slice(1).join('\n') : 'Run lifeboat validate to see more.',
  });
}

/** What a prune would do. */
export interface Outlook {
  readonly verdicts: readonly Verdict[];
  /** How many opened downloads would be forgotten. */
  readonly downloads: number;
}

/** What the order would do now; reads alone. */
export async function outlookOf(ctx: RunContext, { location, judged, clusterName }: PruneOrder): Promise<Outlook> {
  const place = await openLocation(ctx, { ...location, accessMode: 'ReadOnly' });
  try {
    const verdicts: Verdict[] = [];
    for (const { name, retention } of judged) {
      const { backups } = await place.backups.list(ctx, { namePrefix: `${name}-` });
      const history = historyOf(backups, { policy: name, clusterName });
      verdicts.push(
        ...(await judgeHistory(ctx, place.backups, history, { policy: name, retention, now: ctx.clock.now() })),
      );
    }
    const { length: downloads } = await forgottenDownloads(ctx, place.objects, ctx.clock.now());
    return { verdicts, downloads };
  } finally {
    await place.close();
  }
}
