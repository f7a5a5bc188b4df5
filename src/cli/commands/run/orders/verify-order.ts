import type { RunContext } from '../../../../base/context.ts';
import type { Prepared, VerifyOrder } from '../../../../run/services.ts';
import type { OptionValues } from '../../../arguments/option.ts';
import { locationNamed } from '../../../locations.ts';
import type { RUN_OPTIONS } from '../run-options.ts';
import { choosePolicy, locationsIn, type PolicyBook } from './policy-book.ts';

/** What a run says beside its policy. */
export interface VerifyOrderCall {
  readonly options: Pick<OptionValues<typeof RUN_OPTIONS>, 'clusterName' | 'timeout'>;
}

/** The order that a VerifyPolicy of the book gives. */
export function verifyOrder(
  ctx: RunContext,
  { options }: VerifyOrderCall,
  book: PolicyBook,
  name: string,
): Prepared<VerifyOrder> {
  const chosen = choosePolicy(ctx, book, name, ['VerifyPolicy']);
  if ('problems' in chosen) return chosen;
  const { policy, source } = chosen;
  return {
    order: {
      source,
      overrides: [],
      location: locationNamed(locationsIn(book), policy.storageLocation, book.source.source),
      clusterName: options.clusterName,
      timeoutMs: options.timeout ?? policy.timeoutMs,
      choice: policy.choice,
      telling: policy,
      historyLimits: { succeeded: 30, failed: 30 },
    },
  };
}
