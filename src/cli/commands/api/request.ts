import type { InvalidParam } from '../../../domain/state/problem-object.ts';
import { invalidRequest } from './api-error.ts';

/** A request as it was read: a JSON object. */
export type ApiRequest = Readonly<Record<string, unknown>>;

/** What a field of a request holds. */
export type FieldKind = 'text' | 'texts' | 'optional text' | 'optional texts';

/** Parses a request; no text at all is an empty object. Throws what is wrong with it, in the operation's own shape. */
export function parseRequest(text: string): ApiRequest {
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ApiRequest;
  throw invalidRequest([{ name: 'body', reason: 'is no JSON object' }]);
}

/** Takes the fields of a request that an operation knows; unknown and wrong ones are refused, all at once. */
export function takeFields<K extends string>(
  request: ApiRequest,
  fields: Readonly<Record<K, FieldKind>>,
): Readonly<Record<K, readonly string[]>> {
  const known = Object.entries<FieldKind>(fields);
  const unknown = Object.keys(request).filter((name) => !(name in fields));
  const wrong: InvalidParam[] = [
    ...known.flatMap(([name, kind]) => faultOf(name, request[name], kind)),
    ...unknown.map((name) => ({ name, reason: 'is no field of this operation' })),
  ];
  if (wrong.length > 0) throw invalidRequest(wrong);
  return Object.fromEntries(known.map(([name]) => [name, textsOf(request[name])])) as Record<K, readonly string[]>;
}

/** The text `parent.key` of a resource; refused where it is missing. */
export function textAt(request: ApiRequest, parent: string, key: string): string {
  const value = request[parent];
  const text = typeof value === 'object' && value !== null ? (value as ApiRequest)[key] : undefined;
  if (typeof text === 'string' && text !== '') return text;
  throw invalidRequest([{ name: `${parent}.${key}`, reason: 'is missing' }]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ name: 'body', reason: 'is no JSON' }]);
  }
}

function faultOf(name: string, value: unknown, kind: FieldKind): InvalidParam[] {
  if (value === undefined || value === null) {
    return kind.startsWith('optional') ? [] : [{ name, reason: 'is missing' }];
  }
  const isText = (one: unknown) => typeof one === 'string' && one !== '';
  if (kind.endsWith('texts')) {
    return Array.isArray(value) && value.every((one) => isText(one)) ? [] : [{ name, reason: 'is no list of texts' }];
  }
  return isText(value) ? [] : [{ name, reason: 'is no text' }];
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as string[]) : [value as string];
}
