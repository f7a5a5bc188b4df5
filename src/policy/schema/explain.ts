import { nearestName } from '../../domain/nearest-name.ts';
import { type Finding, invalid, type Path, quoted } from '../finding.ts';
import { parseGoDuration } from '../go-duration.ts';
import { nameFault, nameSuggestion } from '../names.ts';
import type { SchemaError } from './schema-error.ts';

/**
 * A schema's error as a person would say it, with what was most likely meant. `written` is the scalar at the path as it
 * stands in the text: 010 and 1.10 are other numbers once they are read.
 */
export function explain(error: SchemaError, path: Path, written?: string): Finding {
  const { keyword, params, data } = error;
  switch (keyword) {
    case 'additionalProperties':
      return explainUnknown(error, path);
    case 'required':
      return {
        severity: 'error',
        code: 'missing-field',
        message: `${String(params['missingProperty'])} is missing`,
        path,
        at: 'key',
      };
    case 'type':
      return explainType(error, path, written);
    case 'enum':
      return explainChoice(params['allowedValues'] as readonly string[], data, path);
    case 'const':
      return explainChoice([String(params['allowedValue'])], data, path);
    case 'pattern':
      return explainFormat(error, path);
    case 'maxLength':
      return invalid(path, `has ${String(data).length} characters; at most ${String(params['limit'])}`);
    case 'minLength':
    case 'minItems':
      return invalid(path, 'is empty');
    case 'minimum':
      return invalid(path, `is ${String(data)}; at least ${String(params['limit'])}`);
    case 'maximum':
      return invalid(path, `is ${String(data)}; at most ${String(params['limit'])}`);
    case 'oneOf':
      return { severity: 'error', code: 'conflict', message: explainOneOf(error), path, at: 'key' };
    default:
      return invalid(path, `does not satisfy "${keyword}" of the schema`);
  }
}

function explainUnknown({ params, parentSchema, data }: SchemaError, path: Path): Finding {
  const name = String(params['additionalProperty']);
  const nearest = nearestName(name, Object.keys(parentSchema['properties'] ?? {}));
  const isTaken = nearest !== undefined && Object.hasOwn(data as object, nearest);
  const message = `there is no field ${quoted(name)} here${isTaken ? `; ${nearest} is set already` : ''}`;
  const suggestion = isTaken ? undefined : nearest;
  return { severity: 'error', code: 'unknown-field', message, path: [...path, name], at: 'key', suggestion };
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a map',
};

function explainType({ params, parentSchema, data }: SchemaError, path: Path, written?: string): Finding {
  const expected = String(params['type']);
  const isDuration = parentSchema['title'] === 'GoDuration';
  const wanted = isDuration ? 'a duration with a unit, such as 720h' : (ARTICLES[expected] ?? expected);
  if (data === null) return invalid(path, `has no value; it must be ${wanted}`);
  return invalid(
    path,
    `is ${describe(data)}; it must be ${wanted}`,
    isDuration ? undefined : retyped(expected, data, written),
  );
}

function describe(data: unknown): string {
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a map';
  return typeof data === 'string'
    ? `the text ${quoted(data)}`
    : `${typeof data === 'number' ? 'the number ' : ''}${JSON.stringify(data)}`;
}

/** The same value in the type that is wanted, as it would be written. */
function retyped(expected: string, data: unknown, written?: string): string | undefined {
  if (expected === 'string' && (typeof data === 'number' || typeof data === 'boolean')) return `"${written ?? data}"`;
  if (expected === 'array' && typeof data === 'string') return JSON.stringify([data]);
  if (expected === 'integer' && typeof data === 'string' && /^\d{1,15}$/.test(data)) return data;
  if (expected !== 'boolean' || typeof data !== 'string') return undefined;
  if (/^(true|yes|on)$/i.test(data)) return 'true';
  return /^(false|no|off)$/i.test(data) ? 'false' : undefined;
}

function explainChoice(allowed: readonly string[], data: unknown, path: Path): Finding {
  const message = allowed.length === 1 ? `must be ${allowed[0]}` : `must be one of ${allowed.join(', ')}`;
  const nearest = typeof data === 'string' ? nearestName(data, allowed) : undefined;
  const shown = typeof data === 'string' ? quoted(data) : describe(data);
  return invalid(path, data === null ? `has no value; it ${message}` : `${message}, not ${shown}`, nearest);
}

function explainOneOf({ parentSchema, data }: SchemaError): string {
  const names = (parentSchema['oneOf'] as readonly { readonly required?: readonly string[] }[]).flatMap(
    ({ required }) => required ?? [],
  );
  const isAnySet = typeof data === 'object' && data !== null && names.some((name) => Object.hasOwn(data, name));
  return isAnySet ? `only one of ${names.join(' and ')} can be set` : `one of ${names.join(' and ')} must be set`;
}

/** Formats have titles in the schema; each is explained by the code that knows it. */
function explainFormat({ parentSchema, data }: SchemaError, path: Path): Finding {
  const text = String(data);
  switch (parentSchema['title']) {
    case 'GoDuration': {
      const parsed = parseGoDuration(text);
      const fault = parsed.ok ? 'is not a duration such as 720h' : parsed.error.message;
      return invalid(path, `${quoted(text)} ${fault}`, parsed.ok ? undefined : parsed.error.suggestion);
    }
    case 'Name':
      return invalid(path, `${quoted(text)} ${nameFault(text) ?? 'is not a name'}`, nameSuggestion(text));
    case 'AbsolutePath':
      return invalid(path, `${quoted(text)} is not an absolute path`);
    case 'HttpUrl':
      return invalid(path, `${quoted(text)} is not an address such as https://host:port`, withScheme(text));
    case 'Bucket':
      return invalid(path, `${quoted(text)} is not the name of a bucket; a path goes into prefix`, bareBucket(text));
    case 'PointInTime':
      return invalid(path, `${quoted(text)} is neither "latest" nor a time such as 2026-11-21T02:17:00Z`);
    default:
      return invalid(path, `${quoted(text)} does not have the right form`);
  }
}

function withScheme(text: string): string | undefined {
  return /^[\w.-]+(:\d+)?(\/\S*)?$/.test(text) ? `https://${text}` : undefined;
}

function bareBucket(text: string): string | undefined {
  return /^(?:s3:\/\/)?([^\s/:]+)(?:\/|$)/.exec(text)?.[1];
}
