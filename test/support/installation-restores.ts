import type { RunResult } from '../../src/domain/result/result.ts';
import type { KubeObject } from './cluster/api-client.ts';
import type { ClusterRig, JobEnd } from './cluster-rig.ts';
import { documentOf, type Installation, RESTORE_NAMESPACE, type ResultObject } from './installation.ts';

/** A RestorePolicy's `spec`, as people write it. */
export type WrittenSpec = Readonly<Record<string, unknown>>;

/** A restore's Job that has ended. */
export interface EndedRestore {
  readonly end: JobEnd;
  /** UID of the Job. */
  readonly uid: string;
  readonly configMap: RestoreResultObject;
  /** Its document, which the published schema accepts. */
  readonly result: RunResult;
}

/** The result ConfigMap of a restore. */
export interface RestoreResultObject extends ResultObject {
  readonly data: ResultObject['data'] & { readonly 'missing-rbac.yaml'?: string };
}

/** A Job as tests of doors look at it. */
export interface RestoreJob extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly uid: string };
  readonly spec: Readonly<Record<string, unknown>> & { readonly suspend?: boolean };
  readonly status: { readonly active?: number; readonly conditions?: readonly JobEnd[] };
}

/** The Kubernetes user that a restore acts as. */
export const RESTORER = `system:serviceaccount:${RESTORE_NAMESPACE}:lifeboat-restore`;

const RESULTS = `/api/v1/namespaces/${RESTORE_NAMESPACE}/configmaps?labelSelector=lifeboat.dev%2Fkind%3Dresult`;
const JOBS = `/apis/batch/v1/namespaces/${RESTORE_NAMESPACE}/jobs`;

/** The restore half of an installation: requests, the Jobs that are called like them, and what those publish. */
export class Restores {
  readonly #lifeboat: Installation;
  readonly #rig: ClusterRig;

  constructor(lifeboat: Installation) {
    this.#lifeboat = lifeboat;
    this.#rig = lifeboat.rig;
  }

  /** `kubectl create -f request.yaml`, or `apply` for a request that changes. */
  async request(name: string, spec: WrittenSpec, verb: 'create' | 'apply' = 'create'): Promise<void> {
    await this.#lifeboat.kubectl([verb, '-f', '-'], requestText(name, spec));
  }

  /** `kubectl create job <name> --from=cronjob/restore`: the Job is there, and does nothing. */
  async arm(name: string): Promise<RestoreJob> {
    const namespace = `--namespace=${RESTORE_NAMESPACE}`;
    await this.#lifeboat.kubectl(['create', 'job', name, '--from=cronjob/restore', namespace]);
    return this.job(name);
  }

  /** `kubectl patch job … suspend: false`: the Job starts. */
  async fire(name: string): Promise<void> {
    const patch = '--patch={"spec":{"suspend":false}}';
    await this.#lifeboat.kubectl(['patch', 'job', name, `--namespace=${RESTORE_NAMESPACE}`, '--type=merge', patch]);
  }

  /** The Job as it is now. */
  job(name: string): Promise<RestoreJob> {
    return this.#rig.api.get<RestoreJob>(`${JOBS}/${name}`);
  }

  /** Waits for the end of the Job and reads what its run has published, which is found again when the Job is gone. */
  async ended(name: string): Promise<EndedRestore> {
    const end = await this.#rig.jobEnd(RESTORE_NAMESPACE, name);
    const { uid } = (await this.job(name)).metadata;
    const configMap = await this.#resultOf(uid);
    return { end, uid, configMap, result: documentOf(configMap) };
  }

  /** A request, its Job, and the Job's end. */
  async run(name: string, spec: WrittenSpec): Promise<EndedRestore> {
    await this.request(name, spec);
    return this.start(name);
  }

  /** A Job for a request that is there, and its end. */
  async start(name: string): Promise<EndedRestore> {
    await this.arm(name);
    await this.fire(name);
    return this.ended(name);
  }

  /** `kubectl delete job`, and with it its Pods. */
  async forget(name: string): Promise<void> {
    await this.#lifeboat.kubectl(['delete', 'job', name, `--namespace=${RESTORE_NAMESPACE}`]);
  }

  /** The results of all restores so far, oldest first. */
  async results(): Promise<readonly RestoreResultObject[]> {
    const { items } = await this.#rig.api.get<{ items: readonly RestoreResultObject[] }>(RESULTS);
    return items.toSorted((a, b) => Number(a.metadata['resourceVersion']) - Number(b.metadata['resourceVersion']));
  }

  async #resultOf(jobUid: string): Promise<RestoreResultObject> {
    const { items } = await this.#rig.api.get<{ items: readonly RestoreResultObject[] }>(RESULTS);
    const found = items.filter(({ metadata }) => metadata.annotations?.['lifeboat.dev/job-uid'] === jobUid);
    if (found.length === 1) return found[0]!;
    throw new Error(`${found.length} result ConfigMaps tell of the Job with UID ${jobUid}`);
  }
}

/** The request ConfigMap of a restore, in the namespace of restores, as people write it. */
export function requestText(name: string, spec: WrittenSpec, namespace = RESTORE_NAMESPACE): string {
  const policy = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'RestorePolicy', metadata: { name }, spec };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { 'lifeboat.dev/kind': 'restore-request' } },
    data: { 'restore.yaml': JSON.stringify(policy) },
  });
}
