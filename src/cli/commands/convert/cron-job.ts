/** When a CronJob starts runs of a policy. */
export interface CronJobFacts {
  readonly policy: string;
  readonly namespace: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly isPaused: boolean;
}

const LABELS_OF_ALL = { 'app.kubernetes.io/component': 'backup' };
const QUIET = { 'argocd.argoproj.io/ignore-resource-updates': 'true' };

/**
 * The CronJob of a policy, like `kustomize/base/backup/backup-nightly.yaml` but for policy, schedule, zone and pause (a
 * test compares): an overlay of the base patches it with everything else.
 */
export function cronJobOf({ policy, namespace, schedule, timeZone, isPaused }: CronJobFacts): object {
  const labels = { ...LABELS_OF_ALL, 'lifeboat.dev/policy': policy };
  const ofRuns = { 'app.kubernetes.io/name': 'lifeboat', ...labels, 'velero.io/exclude-from-backup': 'true' };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: `backup-${policy}`, namespace, labels },
    spec: {
      schedule,
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      suspend: isPaused,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels: ofRuns, annotations: QUIET },
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: 7200,
          ttlSecondsAfterFinished: 172_800,
          podReplacementPolicy: 'Failed',
          podFailurePolicy: { rules: FAILURE_RULES },
          template: { metadata: { labels: ofRuns, annotations: QUIET }, spec: podOf(policy) },
        },
      },
    },
  };
}

const FAILURE_RULES = [
  { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
  {
    action: 'FailJob',
    onExitCodes: {
      containerName: 'lifeboat',
      operator: 'In',
      values: [64, 65, 66, 73, 77, 78, 79, 80, 81, 124],
    },
  },
];

function podOf(policy: string): object {
  return {
    serviceAccountName: 'lifeboat-backup',
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 60,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [containerOf(policy)],
    volumes: [
      { name: 'policies', configMap: { name: 'lifeboat-policies' } },
      { name: 'token', projected: { sources: TOKEN_SOURCES } },
      { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'status', emptyDir: { sizeLimit: '16Mi' } },
    ],
  };
}

const TOKEN_SOURCES = [
  { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
];

function containerOf(policy: string): object {
  return {
    name: 'lifeboat',
    image: 'lifeboat',
    args: ['run', policy],
    env: [
      { name: 'LIFEBOAT_CLUSTER_NAME', value: 'default' },
      { name: 'LIFEBOAT_STATUS_DIR', value: '/status' },
      { name: 'LIFEBOAT_TERMINATION_LOG', value: '/dev/termination-log' },
      fromField('LIFEBOAT_RUN_JOB_NAME', "metadata.labels['batch.kubernetes.io/job-name']"),
      fromField('LIFEBOAT_RUN_JOB_UID', "metadata.labels['batch.kubernetes.io/controller-uid']"),
      fromField('LIFEBOAT_RUN_POD_NAME', 'metadata.name'),
      fromField('LIFEBOAT_RUN_POD_UID', 'metadata.uid'),
      fromField('LIFEBOAT_RUN_NAMESPACE', 'metadata.namespace'),
      { name: 'LIFEBOAT_MEMORY_LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
    ],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { memory: '512Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'policies', mountPath: '/etc/lifeboat/policies', readOnly: true },
      { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
      { name: 'scratch', mountPath: '/tmp' },
      { name: 'status', mountPath: '/status' },
    ],
  };
}

function fromField(name: string, fieldPath: string): object {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
