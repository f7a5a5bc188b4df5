import type { JsonObject } from '../objects/json.ts';
import type { ApiType } from '../types/api-type.ts';

/** An answer that is a failed `Status`; the wording is the real server's. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;
  readonly listMeta: JsonObject;

  constructor(code: number, reason: string, message: string, details?: JsonObject, listMeta: JsonObject = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.listMeta = listMeta;
  }

  /** The `Status` object, with its fields in the real server's order. */
  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.listMeta,
      status: 'Failure',
      message: this.message,
      reason: this.reason === '' ? undefined : this.reason,
      details: this.details,
      code: this.code,
    };
  }
}

/** One thing that is wrong with an object. */
export interface FieldProblem {
  readonly field: string;
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueNotSupported';
  readonly message: string;
}

/** As much of a type as messages name. */
export type TypeNames = Pick<ApiType, 'name' | 'group' | 'resource'>;

/** What `details` says of an object: name, group and resource, without what is empty. */
export function detailsOf(type: TypeNames, name = ''): JsonObject {
  return { name: name || undefined, group: type.group || undefined, kind: type.resource };
}

/** 400: the request cannot be understood. */
export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** 404: there is no such object. */
export function notFound(type: TypeNames, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${type.name} "${name}" not found`, detailsOf(type, name));
}

/** The path leads to no resource. */
export function noSuchResource(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 405: the path is right, the method is not. */
export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', message, {});
}

/** 409: the name is taken, perhaps by an object that is still going. */
export function alreadyExists(type: ApiType, name: string, isTerminating: boolean): StatusError {
  const prefix = isTerminating ? 'object is being deleted: ' : '';
  return new StatusError(409, 'AlreadyExists', `${prefix}${type.name} "${name}" already exists`, detailsOf(type, name));
}

/** 409: a precondition of the write does not hold; by default, the object has moved on. */
export function conflict(type: ApiType, name: string, why = MODIFIED): StatusError {
  const message = `Operation cannot be fulfilled on ${type.name} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, detailsOf(type, name));
}

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

/** The object breaks rules. `subject` is what the message calls its type: mostly the kind, at times the resource. */
export function invalid(
  subject: { readonly group: string; readonly kind: string },
  name: string,
  problems: readonly FieldProblem[],
): StatusError {
  const { group, kind } = subject;
  const texts = problems.map(({ field, message }) => `${field}: ${message}`);
  const message = `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${joined(texts)}`;
  const causes = problems.map(({ field, reason, message }) => ({ reason, message, field }));
  const details = { name: name || undefined, group: group || undefined, kind: kind || undefined, causes };
  return new StatusError(422, 'Invalid', message, details);
}

function joined(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}

/** 403, by the authorizer or by admission. */
export function forbidden(type: TypeNames, name: string, why: string, causes?: JsonObject[]): StatusError {
  const subject = name === '' ? type.name : `${type.name} "${name}"`;
  return new StatusError(403, 'Forbidden', `${subject} is forbidden: ${why}`, { ...detailsOf(type, name), causes });
}

/** A resource or a way to use it that this in-memory server does not serve, although a real one does. */
export function notServedHere(what: string): StatusError {
  return new StatusError(501, 'NotImplemented', `the in-memory API server does not serve ${what}`);
}
