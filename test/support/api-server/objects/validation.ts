import type { FieldProblem } from '../api/status-error.ts';
import type { ApiType } from '../types/api-type.ts';
import type { ApiObject } from './api-object.ts';
import { validateEvent } from './event-rules.ts';
import { objectAt, textAt } from './fields.ts';
import { isJsonObject, sameJson } from './json.ts';
import { badKey, badValue, byteSize, tooLong } from './problems.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;

const BAD_SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const BAD_LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const BAD_LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const BAD_CONFIG_KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

const LARGEST_DATA = 1024 * 1024;
const LARGEST_ANNOTATIONS = 256 * 1024;

/** What is wrong with an object that would be written, in the server's words. */
export function validate(type: ApiType, object: ApiObject): FieldProblem[] {
  return [...validateName(type, object), ...validateMaps(object), ...validateContent(type, object)];
}

/** What a change may not do. */
export function validateChange(type: ApiType, before: ApiObject, after: ApiObject): FieldProblem[] {
  return [...validateFinalizers(before, after), ...validateImmutable(type, before, after)];
}

function validateName(type: ApiType, { metadata: { name = '' } }: ApiObject): FieldProblem[] {
  const field = 'metadata.name';
  if (name === '') {
    return [{ field, reason: 'FieldValueRequired', message: 'Required value: name or generateName is required' }];
  }
  if (type.group === 'rbac.authorization.k8s.io') {
    if (['.', '..'].includes(name)) return [badValue(field, name, `may not be '${name}'`)];
    const stray = ['/', '%'].filter((character) => name.includes(character));
    return stray.map((character) => badValue(field, name, `may not contain '${character}'`));
  }
  const [pattern, longest, message] = type.name === 'namespaces' ? ([LABEL, 63, BAD_LABEL] as const) : SUBDOMAIN_RULE;
  if (name.length > longest) return [badValue(field, name, `must be no more than ${longest} bytes`)];
  return pattern.test(name) ? [] : [badValue(field, name, message)];
}

const SUBDOMAIN_RULE = [SUBDOMAIN, 253, BAD_SUBDOMAIN] as const;

function validateMaps({ metadata: { labels = {}, annotations = {} } }: ApiObject): FieldProblem[] {
  const problems = Object.entries(labels).flatMap(([key, value]) =>
    badKey('metadata.labels', key).concat(validateLabelValue(value)),
  );
  problems.push(...Object.keys(annotations).flatMap((key) => badKey('metadata.annotations', key)));
  if (byteSize(annotations) > LARGEST_ANNOTATIONS) problems.push(tooLong('metadata.annotations', LARGEST_ANNOTATIONS));
  return problems;
}

function validateLabelValue(value: string): FieldProblem[] {
  const field = 'metadata.labels';
  if (value.length > 63) return [badValue(field, value, 'must be no more than 63 bytes')];
  return LABEL_VALUE.test(value) ? [] : [badValue(field, value, BAD_LABEL_VALUE)];
}

function validateContent(type: ApiType, object: ApiObject): FieldProblem[] {
  switch (type.name) {
    case 'configmaps':
    case 'secrets':
      return validateData(type, object);
    case 'leases.coordination.k8s.io':
      return validateLease(object);
    case 'events':
    case 'events.events.k8s.io':
      return validateEvent(type, object);
    default:
      return [];
  }
}

function validateData(type: ApiType, object: ApiObject): FieldProblem[] {
  const maps = [object['data'], object['binaryData']].filter(isJsonObject);
  const keys = maps.flatMap((map) => Object.keys(map)).filter((key) => !CONFIG_KEY.test(key));
  const isTooLarge =
    maps.reduce((sum, map) => sum + byteSize(map), 0) > LARGEST_DATA * (type.name === 'secrets' ? 4 / 3 : 1);
  const field = type.name === 'secrets' ? 'data' : '[]';
  const problems = keys.map((key) => badValue(`data[${key}]`, key, BAD_CONFIG_KEY));
  return isTooLarge ? [...problems, tooLong(field, LARGEST_DATA)] : problems;
}

function validateLease(lease: ApiObject): FieldProblem[] {
  const seconds = objectAt(lease, 'spec')['leaseDurationSeconds'];
  if (typeof seconds !== 'number' || seconds > 0) return [];
  const message = `Invalid value: ${seconds}: must be greater than 0`;
  return [{ field: 'spec.leaseDurationSeconds', reason: 'FieldValueInvalid', message }];
}

function validateFinalizers(before: ApiObject, after: ApiObject): FieldProblem[] {
  const old = new Set(before.metadata.finalizers);
  const added = (after.metadata.finalizers ?? []).filter((finalizer) => !old.has(finalizer));
  if (before.metadata.deletionTimestamp === undefined || added.length === 0) return [];
  const names = added.map((finalizer) => `"${finalizer}"`).join(', ');
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${names}}`;
  const problem = { field: 'metadata.finalizers', reason: 'FieldValueForbidden', message } as const;
  return [problem, problem]; // the real server looks twice
}

function validateImmutable(type: ApiType, before: ApiObject, after: ApiObject): FieldProblem[] {
  if (!['configmaps', 'secrets'].includes(type.name)) return [];
  const problems: FieldProblem[] = [];
  if (before['immutable'] === true) {
    const fields = ['immutable', 'data', ...(type.name === 'configmaps' ? ['binaryData'] : [])];
    const changed = fields.filter((field) => !sameJson(before[field] ?? {}, after[field] ?? {}));
    const message = 'Forbidden: field is immutable when `immutable` is set';
    problems.push(...changed.map((field) => ({ field, reason: 'FieldValueForbidden' as const, message })));
  }
  if (type.name === 'secrets' && before['type'] !== after['type']) {
    problems.unshift(badValue('type', textAt(after, 'type'), 'field is immutable'));
  }
  return problems;
}
