import { listAt, textAt, valueAt, type JsonObject } from '../../json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';
import type { ReasonCode } from '../reason.ts';
import { isMadeToken } from './kinds/service-accounts.ts';

/** Why an object must not be submitted, whatever the cluster holds. */
export interface NeverRestored {
  readonly skip: ReasonCode;
  /** Half a sentence; holds no value of a secret. */
  readonly detail: string;
}

/** Whether an archived object is left out, as Velero leaves it out, and why. Reads its status: give it as archived. */
export function neverRestored(object: JsonObject, type: GroupResource): NeverRestored | undefined {
  return JUDGES.get(formatGroupResource(type))?.(object);
}

const JUDGES: ReadonlyMap<string, (object: JsonObject) => NeverRestored | undefined> = new Map([
  ['apiservices.apiregistration.k8s.io', judgeApiService],
  ['jobs.batch', judgeJob],
  ['pods', judgePod],
  ['secrets', judgeSecret],
]);

function judgePod(pod: JsonObject): NeverRestored | undefined {
  const phase = textAt(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed')
    return { skip: 'already-completed', detail: `its phase is ${phase}` };
  if (textAt(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') === undefined) return undefined;
  return { skip: 'made-by-cluster', detail: 'the kubelet of its node mirrors a static Pod' };
}

/** Velero restores a Job that failed, which then runs anew; here it stays ended, as a failed Pod does. */
function judgeJob(job: JsonObject): NeverRestored | undefined {
  if (textAt(job, 'status', 'completionTime') !== undefined)
    return { skip: 'already-completed', detail: 'it is complete' };
  const hasFailed = listAt(job, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Failed' && textAt(condition, 'status') === 'True',
  );
  return hasFailed ? { skip: 'already-completed', detail: 'it has failed' } : undefined;
}

function judgeSecret(secret: JsonObject): NeverRestored | undefined {
  if (!isMadeToken(secret)) return undefined;
  return { skip: 'made-by-cluster', detail: 'the token controller makes it for a ServiceAccount' };
}

/** Those that the API server registers for what it serves itself: a stale one, of a removed API, breaks discovery. */
function judgeApiService(service: JsonObject): NeverRestored | undefined {
  const managed = valueAt(service, 'metadata', 'labels', 'kube-aggregator.kubernetes.io/automanaged');
  if (managed === undefined) return undefined;
  return { skip: 'made-by-cluster', detail: 'the API server registers it itself' };
}
