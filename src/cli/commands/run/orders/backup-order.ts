import type { RunContext } from '../../../../base/context.ts';
import { overridePolicy } from '../../../../domain/backup/override.ts';
import { PROJECT_LABEL } from '../../../../domain/find/rows/backup-row.ts';
import type { BackupOrder } from '../../../../run/services.ts';
import type { OptionValues } from '../../../arguments/option.ts';
import { locationNamed } from '../../../locations.ts';
import type { RUN_OPTIONS } from '../run-options.ts';
import { overridesOf, type SelectionOptions } from '../selection-options.ts';
import type { WithManifests } from './referenced-config-map.ts';
import { overriddenBy } from './overridden-by.ts';
import { choosePolicy, locationsIn, type PolicyBook } from './policy-book.ts';
import { promisesIn } from './promises.ts';

/** What `run` says of the order beside its policy. */
export interface OrderCall {
  readonly options: OptionValues<typeof RUN_OPTIONS> &
    SelectionOptions & {
      readonly adopt: boolean;
      readonly force: boolean;
      readonly yes: boolean;
    };
  readonly given: ReadonlyMap<string, string>;
}

/**
 * The order that a BackupPolicy of the book gives, with its location and the call's overrides laid over it. Only the
 * problems of that policy stand in its way: those of its neighbours are logged.
 */
export function backupOrder(
  ctx: RunContext,
  { options, given }: OrderCall,
  book: PolicyBook,
  name: string,
): WithManifests<BackupOrder> {
  const chosen = choosePolicy(ctx, book, name, ['BackupPolicy']);
  if ('problems' in chosen) return chosen;
  const { policy, source } = chosen;
  return {
    order: {
      policy: overridePolicy(policy, overridesOf(options, given)),
      source,
      overrides: overriddenBy(options, given),
      location: locationNamed(locationsIn(book), policy.storageLocation, book.source.source),
      backupName: undefined,
      clusterName: options.clusterName,
      project: policy.labels[PROJECT_LABEL],
      historyLimits: policy.historyLimits,
      timeoutMs: options.timeout ?? policy.timeoutMs,
      adopt: options.adopt,
      force: options.force,
      promises: promisesIn(book),
    },
    configMaps: book.parsed.configMaps,
  };
}
