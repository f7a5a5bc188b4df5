import { encodeOnce } from '../../domain/lock/once-document.ts';
import type { OnceRecord } from '../../domain/lock/once.ts';
import { ANNOTATION, annotationsOf, GITOPS_ANNOTATIONS, LABEL, labelsOf, MANAGED_BY } from '../annotations.ts';
import type { ConfigMap } from '../config-map.ts';

/** The key of the record in a marker. */
export const ONCE_KEY = 'once.json';

/** `lifeboat-once-<request>`. */
export function onceNameOf(request: string): string {
  return `lifeboat-once-${request}`;
}

/** The marker of a request; immutable once it is closed, and kept from GitOps tools as results are. */
export function renderOnce(request: string, record: OnceRecord, namespace: string): ConfigMap {
  const { end, job } = record;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: onceNameOf(request),
      namespace,
      labels: labelsOf({
        [LABEL.managedBy]: MANAGED_BY,
        [LABEL.kind]: 'once',
        [LABEL.action]: 'restore',
        [LABEL.phase]: end?.phase ?? 'InProgress',
      }),
      annotations: {
        ...annotationsOf({
          [ANNOTATION.summary]: summaryOf(request, record),
          [ANNOTATION.exitCode]: end?.exitCode.toString(),
          [ANNOTATION.job]: job.name,
          [ANNOTATION.jobUid]: job.uid,
          [ANNOTATION.result]: end?.result,
        }),
        ...GITOPS_ANNOTATIONS,
      },
    },
    ...(end === undefined ? {} : { immutable: true }),
    data: { [ONCE_KEY]: encodeOnce(record) },
  };
}

function summaryOf(request: string, { job, end }: OnceRecord): string {
  if (end === undefined) return `Request ${request} is being carried out by Job ${job.name}`;
  return `Request ${request} was carried out by Job ${job.name}: ${end.phase}, exit code ${end.exitCode}`;
}
