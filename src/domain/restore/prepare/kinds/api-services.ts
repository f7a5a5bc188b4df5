import { changeAt } from '../../../json/edit.ts';
import type { JsonObject } from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

/** Lets an aggregated API be served from the namespace that its Service is restored to. Velero leaves it at the old one. */
export function resetApiService(service: JsonObject, { mapping }: PrepareFacts): JsonObject {
  return changeAt(service, ['spec', 'service', 'namespace'], (name) => mapping.get(name as string) ?? name);
}
