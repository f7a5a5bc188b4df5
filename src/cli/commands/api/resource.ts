import type { InvalidParam } from '../../../domain/state/problem-object.ts';
import { invalidRequest } from './api-error.ts';
import { type ApiRequest, isObject, unknownFields } from './request.ts';

/** What an operation expects of a resource. */
export interface ExpectedResource {
  readonly kind: string;
  /** It has a name of its own, and is found or kept by it. */
  readonly isNamed: boolean;
  /** Texts that its spec has to have: `spec.backupName`. */
  readonly texts?: readonly string[];
}

/** A resource of velero.io/v1 as it was posted. */
export interface PostedResource {
  /** Empty where nothing asks for one. */
  readonly name: string;
  readonly metadata: ApiRequest;
  readonly spec: ApiRequest;
}

/** Reads a request as a resource; everything that is wrong with it is refused at once. Its status is the server's. */
export function veleroResource(request: ApiRequest, { kind, isNamed, texts = [] }: ExpectedResource): PostedResource {
  const { metadata = {}, spec = {} } = request;
  const name = nameIn(metadata);
  const wrong: InvalidParam[] = [
    ...unlike(request, 'apiVersion', 'velero.io/v1'),
    ...unlike(request, 'kind', kind),
    ...Object.entries({ metadata, spec })
      .filter(([, value]) => !isObject(value))
      .map(([field]) => ({ name: field, reason: 'is no object' })),
    ...(isNamed ? faultOf('metadata.name', name) : []),
    ...texts.flatMap((path) => faultOf(path, textAt(request, path.split('.')))),
    ...unknownFields(request, ['apiVersion', 'kind', 'metadata', 'spec', 'status']),
  ];
  if (wrong.length > 0) throw invalidRequest(wrong);
  return { name: typeof name === 'string' ? name : '', metadata: metadata as ApiRequest, spec: spec as ApiRequest };
}

/** `generateName` as an API server takes it: what is made of it has more behind. */
function nameIn(metadata: unknown): unknown {
  if (!isObject(metadata)) return undefined;
  const { name, generateName } = metadata;
  return name ?? (typeof generateName === 'string' ? generateName.replace(/-+$/, '') : generateName);
}

function unlike(request: ApiRequest, field: string, expected: string): readonly InvalidParam[] {
  const value = request[field];
  return value === undefined || value === expected ? [] : [{ name: field, reason: `is not ${expected}` }];
}

function faultOf(name: string, value: unknown): readonly InvalidParam[] {
  if (value === undefined || value === null || value === '') return [{ name, reason: 'is missing' }];
  return typeof value === 'string' ? [] : [{ name, reason: 'is no text' }];
}

function textAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  return isObject(value) ? textAt(value[key], rest) : undefined;
}
