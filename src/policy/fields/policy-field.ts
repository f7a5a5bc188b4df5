/** A field of a policy as its schema tells of it, for whoever asks what can be written there. */
export interface PolicyField {
  readonly kind: string;
  readonly apiVersion: string;
  /** Below the kind: `['spec', 'retention']`; empty for the document itself. */
  readonly path: readonly string[];
  /** `string`, `[]object`, `map[string]string`. */
  readonly type: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** The values that it takes, where they are few. */
  readonly choices: readonly unknown[];
  readonly default?: unknown;
  /** `at least 0`, `at most 40 characters`: what a value must keep to. */
  readonly limits: readonly string[];
  readonly examples: readonly unknown[];
  /** What is in it, in the order of the schema. */
  readonly fields: readonly PolicyFieldSummary[];
  /** Names of fields of which exactly one is set. */
  readonly oneOf: readonly string[];
}

/** A field as a row of the one that it is in. */
export type PolicyFieldSummary = Pick<PolicyField, 'type' | 'description' | 'isRequired'> & { readonly name: string };
