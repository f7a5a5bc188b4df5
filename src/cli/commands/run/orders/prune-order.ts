import type { RunContext } from '../../../../base/context.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { Prepared, PruneOrder } from '../../../../run/services.ts';
import type { OptionValues } from '../../../arguments/option.ts';
import { locationNamed } from '../../../locations.ts';
import type { RUN_OPTIONS } from '../run-options.ts';
import { choosePolicy, locationsIn, type PolicyBook } from './policy-book.ts';

/** What a prune says beside its policy. */
export interface PruneCall {
  readonly options: Pick<OptionValues<typeof RUN_OPTIONS>, 'clusterName' | 'timeout'>;
}

/**
 * The order that a PrunePolicy of the book gives, or a BackupPolicy that is to be judged alone. Outside a Job nobody
 * armed a PrunePolicy: there it needs `lifeboat prune`, which shows its verdicts and asks.
 */
export function pruneOrder(
  ctx: RunContext,
  { options }: PruneCall,
  book: PolicyBook,
  { name, isArmed }: { readonly name: string; readonly isArmed: boolean },
): Prepared<PruneOrder> {
  const chosen = choosePolicy(ctx, book, name, ['PrunePolicy', 'BackupPolicy']);
  if ('problems' in chosen) return chosen;
  const { policy, found, source } = chosen;
  if (!isArmed) {
    throw new RunError('usage', `Nobody has agreed to what ${name} would delete`, {
      hint: `Run lifeboat prune ${name}, which shows its verdicts and asks.`,
    });
  }
  const telling = policy.kind === 'PrunePolicy' ? policy : undefined;
  const judged = judgedBy(book, policy);
  if (judged.length === 0) {
    const where = `${found.place.file}:${found.place.line}:${found.place.column}`;
    const message = `${where}: error: there is no BackupPolicy beside it that keeps its backups in ${policy.storageLocation}`;
    return { problems: [message], policy: source, telling };
  }
  return {
    order: {
      source,
      overrides: [],
      location: locationNamed(locationsIn(book), policy.storageLocation, book.source.source),
      clusterName: options.clusterName,
      timeoutMs: options.timeout ?? policy.timeoutMs,
      judged,
      onBusy: policy.onBusy,
      telling,
      historyLimits: { succeeded: 30, failed: 30 },
    },
  };
}

/** The backup policies that a policy has judged; one that is invalid is nobody's to judge. */
function judgedBy(
  { parsed }: PolicyBook,
  policy: {
    readonly kind: string;
    readonly name: string;
    readonly storageLocation: string;
    readonly policies?: readonly string[];
  },
): PruneOrder['judged'] {
  const { kind, name, storageLocation, policies = [] } = policy;
  return parsed.documents
    .filter((document) => document.kind === 'BackupPolicy')
    .filter((one) => one.storageLocation === storageLocation)
    .filter((one) =>
      kind === 'BackupPolicy' ? one.name === name : policies.length === 0 || policies.includes(one.name),
    )
    .map((one) => ({ name: one.name, retention: one.retention }));
}
