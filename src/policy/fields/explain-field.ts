import { failure, ok, type Result } from '../../base/result.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { PolicyField } from './policy-field.ts';
import { inner, resolved, type Schema, typeOf } from './schema.ts';

/** A path that a schema does not have: up to where it does, and what was most likely meant. */
export interface UnknownField {
  readonly path: readonly string[];
  readonly unknown: string;
  /** Names that there are in its place. */
  readonly known: readonly string[];
  readonly nearest: readonly string[] | undefined;
}

/** A schema and what is asked of it. */
export interface FieldQuestion {
  readonly kind: string;
  readonly schema: Schema;
  /** `['spec', 'retention']`; lists are stepped into without a word. */
  readonly path: readonly string[];
}

/** What a schema says of the field at a path. */
export function explainField({ kind, schema: root, path }: FieldQuestion): Result<PolicyField, UnknownField> {
  let [schema, isRequired] = [resolved(root, root), true];
  for (const [at, name] of path.entries()) {
    const parent = inner(root, schema);
    const next = fieldOf(root, parent, name);
    if (next === undefined) {
      const known = Object.keys(parent.properties ?? {});
      return failure({ path: path.slice(0, at), unknown: name, known, nearest: nearestPath(root, path, at) });
    }
    [schema, isRequired] = [next, parent.required?.includes(name) === true];
  }
  const { properties = {}, required = [], oneOf = [] } = inner(root, schema);
  return ok({
    kind,
    apiVersion: String(root.properties?.['apiVersion']?.const),
    path,
    type: typeOf(root, schema),
    description: schema.description ?? '',
    isRequired,
    choices: choicesOf(root, schema),
    default: schema.default,
    limits: limitsOf(inner(root, schema), schema),
    examples: schema.examples ?? [],
    fields: Object.entries(properties).map(([name, field]) => {
      const { description = '', ...rest } = resolved(root, field);
      return { name, description, type: typeOf(root, rest), isRequired: required.includes(name) };
    }),
    oneOf: oneOf.flatMap((one) => one.required ?? []),
  });
}

/** The paths of every field of a schema, those nearer to its root first. */
export function pathsOf(root: Schema): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  let level: (readonly [readonly string[], Schema])[] = [[[], root]];
  while (level.length > 0) {
    const below = level.flatMap(([path, schema]) =>
      Object.entries(inner(root, schema).properties ?? {}).map(
        ([name, field]) => [[...path, name], resolved(root, field)] as const,
      ),
    );
    paths.push(...below.map(([path]) => path));
    level = below;
  }
  return paths;
}

/** A field by its name; a map has one of every name. */
function fieldOf(root: Schema, { properties, additionalProperties }: Schema, name: string): Schema | undefined {
  const field = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (field !== undefined) return resolved(root, field);
  return typeof additionalProperties === 'object' ? resolved(root, additionalProperties) : undefined;
}

/** Where a field of that name is, if anywhere; else the sibling that is spelt most alike. */
function nearestPath(root: Schema, path: readonly string[], at: number): readonly string[] | undefined {
  const [parent, unknown = ''] = [path.slice(0, at), path[at]];
  const all = pathsOf(root);
  const siblings = all.filter((one) => one.length === at + 1 && parent.every((name, i) => one[i] === name));
  const sibling = nearestName(
    unknown,
    siblings.map((one) => one.at(-1) ?? ''),
  );
  if (sibling !== undefined) return [...parent, sibling];
  const elsewhere = all.find((one) => one.at(-1) === unknown);
  if (elsewhere !== undefined) return elsewhere;
  const anywhere = nearestName(
    unknown,
    all.map((one) => one.at(-1) ?? ''),
  );
  return all.find((one) => one.at(-1) === anywhere);
}

function choicesOf(root: Schema, schema: Schema): readonly unknown[] {
  const value = inner(root, schema);
  return value.enum ?? (value.const === undefined ? [] : [value.const]);
}

/** Of the values, then of how many there may be. */
function limitsOf(value: Schema, list: Schema): string[] {
  const { minimum, maximum, maxLength, pattern } = value;
  return [
    minimum === undefined ? undefined : `at least ${minimum}`,
    maximum === undefined ? undefined : `at most ${maximum}`,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
    pattern === undefined ? undefined : `matches ${pattern}`,
    list.minItems === undefined ? undefined : `${list.minItems} or more of them`,
    list.maxItems === undefined ? undefined : `at most ${list.maxItems} of them`,
  ].filter((limit) => limit !== undefined);
}
