import type { FieldProblem } from '../api/status-error.ts';
import type { ApiType } from '../types/api-type.ts';
import type { ApiObject } from './api-object.ts';
import { objectAt, textAt } from './fields.ts';
import { isJsonObject } from './json.ts';
import { badKey, badValue } from './problems.ts';

/** The fields an event with an `eventTime` must have, and how long they may be. */
const REQUIRED = ['reportingInstance', 'action', 'reason'];
const LARGEST_FIELD = 128;
const LARGEST_NOTE = 1024;

/** What is wrong with a new event; `events.k8s.io` is stricter than the core group, which keeps to its old ways. */
export function validateEvent(type: ApiType, event: ApiObject): FieldProblem[] {
  const isTimed = typeof event['eventTime'] === 'string';
  const problems = isTimed
    ? [...validateNamespace(event, true), ...validateTimed(event)]
    : validateNamespace(event, false);
  return type.group === '' ? problems : [...problems, ...validateModern(event, isTimed)];
}

function validateNamespace(event: ApiObject, isTimed: boolean): FieldProblem[] {
  const about = textAt(objectAt(event, 'involvedObject'), 'namespace');
  const { namespace = '' } = event.metadata;
  const isClusterWide = about === '' && ['default', ...(isTimed ? ['kube-system'] : [])].includes(namespace);
  if (about === namespace || isClusterWide || (isTimed && about !== '')) return [];
  return [badValue('involvedObject.namespace', about, 'does not match event.namespace')];
}

function validateTimed(event: ApiObject): FieldProblem[] {
  const controller = textAt(event, 'reportingComponent');
  const missing = ['reportingComponent', ...REQUIRED].filter((field) => textAt(event, field) === '');
  const long = REQUIRED.filter((field) => textAt(event, field).length > LARGEST_FIELD);
  return [
    ...missing.map((field) => required(field.replace('Component', 'Controller'))),
    ...(controller === '' ? [] : badKey('reportingController', controller)),
    ...long.map((field) => badValue(field, '', `can have at most ${LARGEST_FIELD} characters`)),
    ...(textAt(event, 'message').length > LARGEST_NOTE
      ? [badValue('message', '', `can have at most ${LARGEST_NOTE} characters`)]
      : []),
  ];
}

function validateModern(event: ApiObject, isTimed: boolean): FieldProblem[] {
  const kind = textAt(event, 'type');
  const source = event['source'];
  const set = ['firstTimestamp', 'lastTimestamp', 'count'].filter((field) => (event[field] ?? null) !== null);
  const hasSource = isJsonObject(source) && Object.keys(source).length > 0;
  return [
    ...(isTimed ? [] : [required('eventTime')]),
    ...(['Normal', 'Warning'].includes(kind) ? [] : [badValue('type', '', `has invalid value: ${kind}`)]),
    ...[...set, ...(hasSource ? ['source'] : [])].map((field) => badValue(field, '', 'needs to be unset')),
  ];
}

function required(field: string): FieldProblem {
  return { field, reason: 'FieldValueRequired', message: 'Required value' };
}
