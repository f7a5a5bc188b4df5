import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** The interfaces of which `schemas/api` records requests and answers. */
export type RecordedInterface = 'cloudera' | 'astra' | 'velero' | 'storware';

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
for (const name of ['cloudera', 'astra', 'velero', 'storware']) {
  const schema = new URL(`../../schemas/api/${name}.schema.json`, import.meta.url);
  ajv.addSchema(JSON.parse(readFileSync(schema, 'utf8')) as object, name);
}

/** What a recorded schema has against a document: `listBackupsResponse`, `Error`; empty when it is valid. */
export function problemsOfApi(of: RecordedInterface, definition: string, document: unknown): string[] {
  const validate = ajv.getSchema(`${of}#/definitions/${definition}`);
  if (validate === undefined) throw new Error(`${of} has no ${definition}`);
  if (validate(document) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`);
}
