/** The part of JSON Schema (draft 7) that the schemas of policies are written in. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** A schema with its reference followed: what stands beside a reference says more of this very place, and wins. */
export function resolved(root: Schema, { $ref, ...beside }: Schema): Schema {
  if ($ref === undefined) return beside;
  const definition = root.definitions?.[$ref.replace('#/definitions/', '')];
  return { ...(definition === undefined ? {} : resolved(root, definition)), ...beside };
}

/** What fields a value has by name: those of an object, or of the items of a list. */
export function inner(root: Schema, schema: Schema): Schema {
  return schema.items === undefined ? schema : inner(root, resolved(root, schema.items));
}

/** `string`, `[]object`, `map[string]string`, as `kubectl explain` writes types. */
export function typeOf(root: Schema, schema: Schema): string {
  if (schema.items !== undefined) return `[]${typeOf(root, resolved(root, schema.items))}`;
  const { additionalProperties: values, properties } = schema;
  if (typeof values === 'object' && properties === undefined)
    return `map[string]${typeOf(root, resolved(root, values))}`;
  return schema.type ?? typeof (schema.const ?? schema.enum?.[0]);
}
