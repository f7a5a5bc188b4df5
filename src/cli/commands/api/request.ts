import { isDnsLabel } from '../../../policy/names.ts';
import type { InvalidParam } from '../../../domain/state/problem-object.ts';
import { invalidRequest } from './api-error.ts';

/** A request as it was read: a JSON object. */
export type ApiRequest = Readonly<Record<string, unknown>>;

/**
 * What a field of a request holds; a label is a name as Kubernetes has them. Parameters of a query, numbers and flags, may be written as text, as in an address.
 * A list of words: one of them, which need not be there unless `required` is the first.
 */
export type FieldKind = `${'' | 'optional '}${'text' | 'texts' | 'label' | 'number' | 'flag'}` | readonly string[];

/** Parses a request; no text at all is an empty object. Throws what is wrong with it, in the operation's own shape. */
export function parseRequest(text: string): ApiRequest {
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (isObject(value)) return value;
  throw invalidRequest([{ name: 'body', reason: 'is no JSON object' }]);
}

/**
 * Takes the fields of a request that an operation knows, as texts; unknown and wrong ones are refused, all at once, with
 * what the operation itself has against it.
 */
export function takeFields<K extends string>(
  request: ApiRequest,
  fields: Readonly<Record<K, FieldKind>>,
  others: readonly InvalidParam[] = [],
): Readonly<Record<K, readonly string[]>> {
  const known = Object.entries<FieldKind>(fields);
  const wrong = [
    ...known.flatMap(([name, kind]) => faultOf(name, request[name], kind)),
    ...others,
    ...unknownFields(request, Object.keys(fields)),
  ];
  if (wrong.length > 0) throw invalidRequest(wrong);
  return Object.fromEntries(known.map(([name]) => [name, textsOf(request[name])])) as Record<K, readonly string[]>;
}

/** The fields of a request that are none of these. */
export function unknownFields(request: ApiRequest, known: readonly string[]): readonly InvalidParam[] {
  const unknown = Object.keys(request).filter((name) => !known.includes(name));
  return unknown.map((name) => ({ name, reason: 'is no field of this operation' }));
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is ApiRequest {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `--flag=value` for a field that is there, its values joined by commas. In one word, and names behind `--`: what a
 * request says is a value, never a flag of its own.
 */
export function said(flag: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${flag}=${values.join(',')}`];
}

/** Whether name and value are those of one label, not of several in a flag; whether they are good ones is seen later. */
export function isOneLabel(name: unknown, value: unknown): boolean {
  return [name, value].every((one) => typeof one === 'string' && !/[,=]/.test(one));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ name: 'body', reason: 'is no JSON' }]);
  }
}

function faultOf(name: string, value: unknown, kind: FieldKind): readonly InvalidParam[] {
  if (value === undefined || value === null) {
    const isOptional = typeof kind === 'string' ? kind.startsWith('optional') : kind[0] !== 'required';
    return isOptional ? [] : [{ name, reason: 'is missing' }];
  }
  const reason = reasonAgainst(value, kind);
  return reason === undefined ? [] : [{ name, reason }];
}

function reasonAgainst(value: unknown, kind: FieldKind): string | undefined {
  if (typeof kind !== 'string') {
    const words = kind.filter((word) => word !== 'required');
    return typeof value === 'string' && words.includes(value) ? undefined : `is none of ${words.join(', ')}`;
  }
  switch (kind.replace('optional ', '')) {
    case 'texts':
      return Array.isArray(value) && value.every((one) => isText(one)) ? undefined : 'is no list of texts';
    case 'label':
      return isText(value) && isDnsLabel(value) ? undefined : 'is no name of lower-case letters, digits and dashes';
    case 'number':
      return /^[1-9][0-9]{0,8}$/.test(plainText(value)) ? undefined : 'is no whole number from 1 on';
    case 'flag':
      return /^(true|false)$/.test(plainText(value)) ? undefined : 'is neither true nor false';
    default:
      return isText(value) ? undefined : 'is no text';
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The text of a text, number or boolean; empty for anything else. */
function plainText(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as string[]) : [plainText(value)];
}
