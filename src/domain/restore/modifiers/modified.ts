import type { JsonObject } from '../../json/exact-json.ts';

/** What resource modifiers made of an object. */
export interface Modified {
  /** The very object where no rule was about it. */
  readonly object: JsonObject;
  /** Names of the rules whose patches were applied, in order. */
  readonly applied: readonly string[];
  /** The rules that changed nothing because a `test` found another value: `<rule>: <what>`. */
  readonly failedTests: readonly string[];
  /** The rules whose patches do not apply, as `failedTests`: the object must not be restored without them. */
  readonly failures: readonly string[];
}
