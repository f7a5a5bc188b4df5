import type { OptionValues } from '../../../arguments/option.ts';
import { SELECTION_OPTIONS } from '../selection-options.ts';

/** `--include-namespaces=shop`: how a run differs from its policy, as it was said. */
export function overriddenBy(
  options: OptionValues<typeof SELECTION_OPTIONS>,
  given: ReadonlyMap<string, string>,
): string[] {
  const keys = Object.keys(SELECTION_OPTIONS) as (keyof typeof SELECTION_OPTIONS)[];
  return keys.flatMap((key) => (given.has(key) ? [`${given.get(key)}=${String(options[key])}`] : []));
}
