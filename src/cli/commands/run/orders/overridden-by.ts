import { SCOPED_OPTIONS, SELECTION_OPTIONS, type SelectionOptions } from '../selection-options.ts';

/** `--include-namespaces=shop`: how a run differs from its policy, as it was said. */
export function overriddenBy(options: SelectionOptions, given: ReadonlyMap<string, string>): string[] {
  const keys = Object.keys({ ...SELECTION_OPTIONS, ...SCOPED_OPTIONS }) as (keyof SelectionOptions)[];
  return keys.flatMap((key) => (given.has(key) ? [`${given.get(key)}=${String(options[key])}`] : []));
}
