import type { RunContext } from '../../../../base/context.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { FoundDocument } from '../../../../policy/parse.ts';
import type { PinnedPolicy } from '../../../../domain/result/result.ts';
import type { Prepared, RestoreOrder } from '../../../../run/services.ts';
import { locationNamed } from '../../../locations.ts';
import { overridesOf } from '../selection-options.ts';
import type { OrderCall } from './backup-order.ts';
import { overriddenBy } from './overridden-by.ts';
import { chooseDocument, choosePolicy, type ChosenPolicy, locationsIn, type PolicyBook } from './policy-book.ts';
import { promisesIn } from './promises.ts';
import type { WithManifests } from './referenced-config-map.ts';
import { requestHashOf, restorePolicyOf, selectionFields, specOf, withFields } from './restore-document.ts';

/**
 * The order that a RestorePolicy of the book gives. Outside a Job nobody armed anything: there Apply needs `--yes`, or
 * `lifeboat restore`, which shows its plan and asks.
 */
export function restoreOrder(
  ctx: RunContext,
  call: OrderCall,
  book: PolicyBook,
  { name, isArmed }: { readonly name: string; readonly isArmed: boolean },
): Prepared<RestoreOrder> {
  const chosen = choosePolicy(ctx, book, name, ['RestorePolicy']);
  if ('problems' in chosen) return chosen;
  const prepared = orderWith(ctx, call, book, chosen);
  if ('order' in prepared && prepared.order.policy.mode === 'Apply' && !isArmed && !call.options.yes) {
    throw new RunError('usage', `Nobody has agreed to what ${name} would write: its mode is Apply`, {
      hint: `Run lifeboat restore ${name}, which shows the plan and asks, or add --yes.`,
    });
  }
  return prepared;
}

/** The order of one document of the book, which is known by the name of its text. */
export function orderOf(
  ctx: RunContext,
  call: OrderCall,
  book: PolicyBook,
  document: { readonly found: FoundDocument; readonly source: PinnedPolicy },
): WithManifests<RestoreOrder> {
  const chosen = chooseDocument(ctx, book, document, ['RestorePolicy']);
  return 'problems' in chosen ? chosen : orderWith(ctx, call, book, chosen);
}

function orderWith(
  ctx: RunContext,
  { options, given }: OrderCall,
  book: PolicyBook,
  { policy: written, found, source }: ChosenPolicy<'RestorePolicy'>,
): WithManifests<RestoreOrder> {
  refuseFlagsOfBackups({ options, given }, source.name);
  const fields = selectionFields(overridesOf(options, given));
  const spec = withFields(specOf(found), fields);
  const location = locationNamed(locationsIn(book), written.storageLocation, book.source.source);
  const isWritten = Object.keys(fields).length === 0;
  const policy = isWritten
    ? written
    : restorePolicyOf(written.name, { ...spec, storageLocation: location.name }, ctx.clock.now());
  return {
    order: {
      policy: { ...policy, name: source.name },
      source,
      overrides: overriddenBy(options, given),
      location,
      clusterName: options.clusterName,
      timeoutMs: options.timeout ?? policy.timeoutMs,
      expectedDigest: policy.planDigest,
      requestHash: requestHashOf(spec),
      promises: promisesIn(book),
    },
    configMaps: book.parsed.configMaps,
  };
}

/** Asked of a restore, they would look done: a history is continued by the first backup after it; windows are for backups. */
function refuseFlagsOfBackups({ options, given }: OrderCall, name: string): void {
  const flag = (['adopt', 'force'] as const).find((key) => options[key]);
  if (flag === undefined) return;
  throw new RunError('usage', `${given.get(flag) ?? `--${flag}`} goes with backups, and ${name} is a restore`, {
    hint: 'Leave it out.',
  });
}
