import { CLUSTER_OPTIONS } from '../../../compose.ts';
import { GLOBAL_OPTIONS } from '../../../arguments/global-options.ts';
import { flagOf, type OptionSpecs } from '../../../arguments/option.ts';
import type { Call } from '../../../command.ts';

/** What is about this machine and the way to the cluster, not about what is to be read. */
const OF_THIS_MACHINE = new Set(['viaJob', 'framed', ...Object.keys(CLUSTER_OPTIONS), ...Object.keys(GLOBAL_OPTIONS)]);

/**
 * The flags of a call, to be said again elsewhere. Variables stay here: the Pod has its own. `except` are keys of flags
 * that the caller says in another way.
 */
export function flagsOfCall(
  specs: OptionSpecs,
  { options, given }: { readonly options: object; readonly given: Call['given'] },
  except: readonly string[] = [],
): string[] {
  const values = options as Readonly<Record<string, unknown>>;
  return [...given]
    .filter(([key, how]) => how.startsWith('-') && !OF_THIS_MACHINE.has(key) && !except.includes(key))
    .map(([key]) => `${flagOf(key)}=${String(values[key])}${specs[key]?.type === 'duration' ? 'ms' : ''}`);
}
