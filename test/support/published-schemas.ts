import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

const FOLDER = new URL('../../schemas/v1/', import.meta.url);

type Schema = Readonly<Record<string, unknown>>;

/** Values, and what is laid over the object that the schema around it describes. */
const LAID_OVER = new Set(['allOf', 'if', 'then', 'else', 'not', 'const', 'enum', 'examples', 'default', 'required']);

/** The published schemas by name: `list`, `result`, `fact`, … */
export const publishedSchemas: ReadonlyMap<string, Schema> = new Map(
  readdirSync(FOLDER).map((file) => [
    file.replace('.schema.json', ''),
    JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Schema,
  ]),
);

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
ajv.addSchema([...publishedSchemas.values()].map((schema) => closed(schema) as Schema));

/** The schema of a name as ajv compiled it; throws for a name that is not published. */
function validatorOf(name: string): ValidateFunction {
  const validate = ajv.getSchema(String(publishedSchemas.get(name)?.['$id']));
  if (validate === undefined) throw new Error(`There is no schemas/v1/${name}.schema.json`);
  return validate;
}

/**
 * What a published schema has against a document; empty when it is valid. Readers have to bear properties that they do
 * not know, a test must not: a property that no schema tells of is a problem here.
 */
export function problemsOf(name: string, document: unknown): string[] {
  const validate = validatorOf(name);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message ?? '', JSON.stringify(params)].join(' '),
  );
}

/** A schema in which objects have the properties that it names, and no others. */
export function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((one) => closed(one));
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.entries(node).map(([key, value]: [string, unknown]): [string, unknown] => {
    if (key === 'properties' || key === 'definitions') return [key, closedEach(value as Schema)];
    return [key, LAID_OVER.has(key) ? value : closed(value)];
  });
  const isOpenObject = 'properties' in node && !('additionalProperties' in node);
  return Object.fromEntries(isOpenObject ? [...inner, ['additionalProperties', false]] : inner);
}

function closedEach(schemas: Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));
}
