import { parseJsonPath } from '../../domain/restore/conditions/json-path.ts';
import type { NamedObject, Question, SuccessCondition } from '../../domain/restore/conditions/success-condition.ts';
import { formatLabelSelector } from '../../domain/selection/label-selector.ts';
import { DEFAULTS } from '../defaults.ts';
import type { RestorePolicySpec } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';

type Written = NonNullable<RestorePolicySpec['successConditions']>[number];

/** The success conditions of a policy. They must have passed schema and rules. */
export function successConditionsOf({ successConditions = [] }: RestorePolicySpec): readonly SuccessCondition[] {
  return successConditions.map((written) => {
    const question = questionOf(written);
    const timeoutMs = goDurationMs(written.timeout ?? DEFAULTS.conditionTimeout);
    return { name: written.name ?? inWords(question), timeoutMs, ...question };
  });
}

function questionOf({ object, condition, jsonPath, objects, http, ...tests }: Written): Question {
  if (http !== undefined) {
    const { url, status, contains, allowHttp = false, allowPrivate = false } = http;
    return { type: 'http', url, status, contains, allowHttp, allowPrivate };
  }
  const { equals, notEquals, atLeast, atMost } = tests;
  if (objects !== undefined) {
    const { resource, namespace, labelSelector = {} } = objects;
    const set = { resource, namespace, labelSelector: formatLabelSelector(labelSelector) };
    return { type: 'count', objects: set, atLeast, atMost };
  }
  const { resource = '', namespace, name = '' } = object ?? {};
  const named: NamedObject = { resource, namespace, name };
  if (condition !== undefined) {
    const [type = '', status = 'True'] = condition.split('=');
    return { type: 'condition', object: named, condition: { type, status } };
  }
  const path = parseJsonPath(jsonPath ?? '') ?? [];
  return { type: 'value', object: named, path, test: { equals, notEquals, atLeast, atMost } };
}

/** What a condition without a name is called. */
function inWords(question: Question): string {
  switch (question.type) {
    case 'condition': {
      const { type, status } = question.condition;
      return `${nameOf(question.object)} has ${type}=${status}`;
    }
    case 'value':
      return `${nameOf(question.object)} has the value that is asked for`;
    case 'count':
      return `there are as many ${question.objects.resource} as there should be`;
    case 'http':
      return `${new URL(question.url).origin} answers`;
  }
}

function nameOf({ resource, namespace, name }: NamedObject): string {
  return [resource, namespace, name].filter((part) => part !== undefined).join('/');
}
