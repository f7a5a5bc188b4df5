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

/** Throws where a text is one document of ours in JSON, and not as it is published. */
export function refuseUnpublished(text: string): void {
  const document = objectIn(text);
  const name = document && schemaOf(document);
  const problems = name === undefined ? [] : problemsOf(name, document);
  if (problems.length > 0) throw new Error(`schemas/v1/${name}.schema.json is not kept:\n${problems.join('\n')}`);
}

/** The name of the schema for a document of ours; undefined for what belongs to others. */
function schemaOf({ apiVersion, kind, schema }: Schema): string | undefined {
  if (schema === 'lifeboat.dev/result/v1') return 'result';
  return apiVersion === 'lifeboat.dev/v1alpha1' ? (SCHEMA_OF_KIND.get(String(kind)) ?? String(kind)) : undefined;
}

const SCHEMA_OF_KIND: ReadonlyMap<string, string> = new Map(
  [...publishedSchemas].flatMap(([name, schema]) => kindsIn(schema).map((kind) => [kind, name] as const)),
);

/** The kinds of documents that a schema is for. */
export function kindsIn({ properties }: Schema): readonly string[] {
  const { kind } = properties as { readonly kind?: { readonly const?: string; readonly enum?: readonly string[] } };
  return kind?.enum ?? (kind?.const === undefined ? [] : [kind.const]);
}

function objectIn(text: string): Schema | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Schema;
  } catch {
    return undefined; // several documents, or a log
  }
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
