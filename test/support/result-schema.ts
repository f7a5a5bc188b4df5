import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const SCHEMA = new URL('../../schemas/v1/result.schema.json', import.meta.url);

/** The published schema of a result document. */
export const resultSchema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Readonly<Record<string, unknown>>;

const ajv = new Ajv({ strict: true, allErrors: true });
const validate = ajv.compile(resultSchema);

/** What the published schema has against a result document; empty when it is valid. */
export function problemsOfResult(text: string): string[] {
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`);
}
