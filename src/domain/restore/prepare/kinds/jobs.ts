import { withoutAt } from '../../../json/edit.ts';
import type { JsonObject } from '../../../json/exact-json.ts';

/** Labels by which a Job owns its Pods; the second is that of clusters before 1.27. */
const CONTROLLER_UID = ['batch.kubernetes.io/controller-uid', 'controller-uid'];

/**
 * Takes from a Job the labels that hold its own UID: the API server sets those of the new one, and refuses others
 * (Velero, `pkg/restore/actions/job_action.go`).
 */
export function resetJob(job: JsonObject): JsonObject {
  const unselected = withoutAt(job, ['spec', 'selector', 'matchLabels'], CONTROLLER_UID);
  return withoutAt(unselected, ['spec', 'template', 'metadata', 'labels'], CONTROLLER_UID);
}
