import type { Json, JsonObject } from '../../../../support/api-server/objects/json.ts';

/** Who asks: the administrator, a ServiceAccount with few rights, somebody with a wrong token, nobody. */
export type Asker = 'admin' | 'reader' | 'stranger' | 'nobody';

/** One request of a scenario; the answers so far can be looked at by the names of their steps. */
export interface Step {
  readonly name: string;
  readonly method: string;
  readonly path: string | ((answers: AnswersSoFar) => string);
  readonly body?: StepBody;
  /** The body exactly so, instead of `body`. */
  readonly text?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly as?: Asker;
  /** Asked again until the status is this: where a real cluster's controllers need a moment. */
  readonly until?: number;
  /** The answer is not compared: it only sets the stage. */
  readonly isSetUp?: boolean;
}

/** A body that will be JSON, perhaps made from earlier answers. */
export type StepBody = JsonObject | readonly Json[] | ((answers: AnswersSoFar) => JsonObject);

/** Raw bodies by the names of their steps. */
export type AnswersSoFar = ReadonlyMap<string, string>;

/** The namespace all scenarios use. */
export const HOME = 'replay';
/** The collection most steps write to. */
export const CONFIG_MAPS = `/api/v1/namespaces/${HOME}/configmaps`;

/** Media type of a JSON merge patch (RFC 7386). */
export const MERGE_PATCH = 'application/merge-patch+json';
/** Media type of a JSON patch (RFC 6902). */
export const JSON_PATCH = 'application/json-patch+json';

/** A ConfigMap in the order of fields in which the server writes it. */
export function configMap(
  name: string,
  content: JsonObject = { data: { k: 'v' } },
  metadata: JsonObject = {},
): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, ...content };
}

/** One field of an earlier answer's metadata. */
export function metaOf(answers: AnswersSoFar, step: string, field: string): string {
  const { metadata } = JSON.parse(answers.get(step) ?? '{}') as { readonly metadata: Record<string, string> };
  return metadata[field] ?? '';
}
