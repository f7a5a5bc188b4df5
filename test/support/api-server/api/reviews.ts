import { objectAt, textAt } from '../objects/fields.ts';
import { encodeJson, isJsonObject, type JsonObject } from '../objects/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ApiType } from '../types/api-type.ts';
import { badRequest, invalid, notServedHere } from './status-error.ts';
import { type ApiUser, type MayDo, mayDo, rulesOf } from './users.ts';

/** Answers a review that a user asks about itself, as JSON; nothing of it is stored. */
export function answerReview(state: ClusterState, user: ApiUser, type: ApiType, document: JsonObject): string {
  return encodeJson(review(state, user, type, document), 'given');
}

function review(state: ClusterState, user: ApiUser, type: ApiType, document: JsonObject): JsonObject {
  const spec = objectAt(document, 'spec');
  const head = { kind: type.kind, apiVersion: type.groupVersion };
  switch (type.kind) {
    case 'SelfSubjectAccessReview':
      return { ...head, metadata: {}, spec, status: { allowed: mayDo(user, ...readQuestion(spec)) } };
    case 'SelfSubjectRulesReview':
      return { ...head, metadata: {}, spec: {}, status: rulesStatus(state, user, textAt(spec, 'namespace')) };
    case 'SelfSubjectReview': {
      const userInfo = { username: user.name, groups: [...(user.groups ?? []), 'system:authenticated'] };
      return { ...head, metadata: { creationTimestamp: state.timestamp() }, status: { userInfo } };
    }
    default:
      throw notServedHere(type.kind);
  }
}

function readQuestion(spec: JsonObject): Parameters<MayDo> {
  const { resourceAttributes: asked } = spec;
  if (!isJsonObject(asked)) {
    const message = 'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified';
    const problem = { field: 'spec.resourceAttributes', reason: 'FieldValueInvalid', message } as const;
    throw invalid({ group: 'authorization.k8s.io', kind: '' }, '', [problem]);
  }
  const subresource = textAt(asked, 'subresource');
  const resource = subresource === '' ? textAt(asked, 'resource') : `${textAt(asked, 'resource')}/${subresource}`;
  const [namespace, name] = [textAt(asked, 'namespace') || undefined, textAt(asked, 'name') || undefined];
  return [textAt(asked, 'verb'), textAt(asked, 'group'), resource, namespace, name];
}

function rulesStatus(state: ClusterState, user: ApiUser, namespace: string): JsonObject {
  if (namespace === '') throw badRequest('no namespace on request');
  const rules = rulesOf(user, namespace, state.types.all());
  const resourceRules = rules.map(({ verbs, apiGroups, resources, resourceNames }) => ({
    verbs,
    apiGroups,
    resources,
    resourceNames,
  }));
  const nonResourceURLs = ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/readyz', '/version'];
  return { resourceRules, nonResourceRules: [{ verbs: ['get'], nonResourceURLs }], incomplete: false };
}
