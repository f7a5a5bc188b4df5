import { type Finding, formatPath, type Path } from '../finding.ts';
import { explain } from './explain.ts';
import type { SchemaError, Validator } from './schema-error.ts';

/** Everything a schema has against a value, in words; two keywords that say the same say it once. `sourceOf` gives scalars as they were written. A merge key is left out: the text was told of it already. */
export function checkSchema(
  validate: Validator,
  value: unknown,
  sourceOf: (path: Path) => string | undefined = () => undefined,
): Finding[] {
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).filter((error) => !isPartOfChoice(error) && !isMergeKey(error));
  const findings = errors.map((error) => {
    const path = toPath(error.instancePath, value);
    return explain(error, path, sourceOf(path));
  });
  return [...new Map(findings.map((finding) => [`${formatPath(finding.path)}: ${finding.message}`, finding])).values()];
}

/** Why one branch of a `oneOf` failed says nothing that the `oneOf` itself does not say better. */
function isPartOfChoice({ schemaPath }: SchemaError): boolean {
  return /\/oneOf\/\d+\//.test(schemaPath);
}

function isMergeKey({ keyword, params }: SchemaError): boolean {
  return keyword === 'additionalProperties' && params['additionalProperty'] === '<<';
}

/** Steps of a JSON pointer; indexes are told from keys by what they lead into. */
function toPath(pointer: string, value: unknown): Path {
  const steps: (string | number)[] = [];
  let here = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    steps.push(Array.isArray(here) ? Number(key) : key);
    here = typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined;
  }
  return steps;
}
