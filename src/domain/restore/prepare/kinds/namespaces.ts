import { changeAt } from '../../../json/edit.ts';
import { objectAt, textAt, type JsonObject } from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

/** The label in which the API server repeats a namespace's name. */
export const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * A Namespace under the name it goes to, with its labels and annotations and nothing else: its finalizers belong to
 * the namespace controller. It never gets labels of a restore (velero-format: "Namespaces never get them").
 */
export function resetNamespace(namespace: JsonObject, { mapping }: PrepareFacts): JsonObject {
  const archived = textAt(namespace, 'metadata', 'name') ?? '';
  const name = mapping.get(archived) ?? archived;
  const labels = objectAt(namespace, 'metadata', 'labels');
  const annotations = objectAt(namespace, 'metadata', 'annotations');
  return {
    apiVersion: namespace['apiVersion'],
    kind: namespace['kind'],
    metadata: {
      name,
      ...(labels && { labels: changeAt(labels, [NAME_LABEL], () => name) }),
      ...(annotations && { annotations }),
    },
  };
}
