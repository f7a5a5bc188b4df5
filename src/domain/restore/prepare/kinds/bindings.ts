import { changeAt, changeEach } from '../../../json/edit.ts';
import { isJsonObject, type JsonObject } from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

/** Lets a RoleBinding or ClusterRoleBinding name its ServiceAccounts where they are restored to. */
export function remapSubjects(binding: JsonObject, { mapping }: PrepareFacts): JsonObject {
  return changeEach(binding, ['subjects'], (subject) =>
    isJsonObject(subject) ? changeAt(subject, ['namespace'], (name) => mapping.get(name as string) ?? name) : subject,
  );
}
