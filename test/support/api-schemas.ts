import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { closed } from './published-schemas.ts';

/** The interfaces of which `schemas/api` has requests and answers. */
export type RecordedInterface = 'cloudera' | 'astra' | 'velero' | 'storware';

/** A schema of `schemas/api`, by the name of its file. */
export function apiSchema(name: string): Readonly<Record<string, unknown>> {
  const file = new URL(`../../schemas/api/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
for (const name of ['cloudera', 'astra', 'velero', 'velero-resources', 'storware']) {
  ajv.addSchema(closed(apiSchema(name)) as object, name);
}

/**
 * What a schema has against a request or an answer: `listBackupsResponse`, `Error`; empty when it is valid. A property
 * that the interface does not have is a problem.
 */
export function problemsOfApi(of: RecordedInterface, definition: string, document: unknown): string[] {
  const validate = ajv.getSchema(`${of}#/definitions/${definition}`);
  if (validate === undefined) throw new Error(`${of} has no ${definition}`);
  if (validate(document) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message ?? '', JSON.stringify(params)].join(' '),
  );
}
