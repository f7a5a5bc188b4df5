import { formatGroupResource, type ResourceType } from '../../resource.ts';
import { namedType, servedType } from '../conditions/named-type.ts';
import type { SuccessCondition } from '../conditions/success-condition.ts';
import type { AccessQuestion } from './needed-access.ts';

/**
 * What looking at success conditions asks of the API server, each right once: `get` on what is named, `list` on what is
 * counted. A type that only the restore brings is known by its full name; for a short one there is nothing to ask yet.
 */
export function conditionAccess(
  conditions: readonly SuccessCondition[],
  types: readonly ResourceType[],
): AccessQuestion[] {
  const questions = conditions.flatMap((condition) => {
    if (condition.type === 'http') return [];
    if (condition.type === 'count') return questionAbout('list', condition.objects, types);
    return questionAbout('get', condition.object, types);
  });
  const once = new Map(questions.map((question) => [nameOf(question), question]));
  return [...once.values()];
}

function questionAbout(
  verb: string,
  { resource, namespace }: { readonly resource: string; readonly namespace: string | undefined },
  types: readonly ResourceType[],
): AccessQuestion[] {
  const served = servedType(resource, types);
  const type = served ?? namedType(resource, types);
  if (served === undefined && type.group === '') return [];
  const place = served?.namespaced === false ? undefined : namespace;
  return [{ verb, group: type.group, resource: type.resource, namespace: place }];
}

function nameOf({ verb, namespace, ...type }: AccessQuestion): string {
  return `${verb} ${formatGroupResource(type)} ${namespace ?? ''}`;
}
