/** An error of a generated validator, as ajv reports it with `verbose`. */
export interface SchemaError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema the keyword stands in. */
  readonly parentSchema: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** A generated validator: true for a value that is a `T`, else false and `errors`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
