import { labelValue } from '../base/label-value.ts';

/** Labels of our objects: the columns of `kubectl get cm -L`. Values obey `labelValue`. */
export const LABEL = {
  managedBy: 'app.kubernetes.io/managed-by',
  /** `result`, `latest`, `once`, `restore-request`, `lock`, and `fetch` of Jobs that read for somebody. */
  kind: 'lifeboat.dev/kind',
  action: 'lifeboat.dev/action',
  policy: 'lifeboat.dev/policy',
  phase: 'lifeboat.dev/phase',
  /** The backup a run makes, or reads. */
  backup: 'lifeboat.dev/backup',
  /** The restore a run makes: what its objects are labelled with as `velero.io/restore-name`. */
  restore: 'lifeboat.dev/restore',
  cluster: 'lifeboat.dev/cluster',
  /** `20261121T021700Z`: a label holds no colon. */
  scheduledFor: 'lifeboat.dev/scheduled-for',
  /** `true` on runs that differ from their policy; absent on all others. */
  adHoc: 'lifeboat.dev/ad-hoc',
} as const;

/** Value of `LABEL.managedBy` on everything that Lifeboat writes. */
export const MANAGED_BY = 'lifeboat';

/** Annotations of our objects: sentences, numbers, and values that are too long for a label. */
export const ANNOTATION = {
  summary: 'lifeboat.dev/summary',
  exitCode: 'lifeboat.dev/exit-code',
  reason: 'lifeboat.dev/reason',
  location: 'lifeboat.dev/location',
  job: 'lifeboat.dev/job',
  jobUid: 'lifeboat.dev/job-uid',
  cronJob: 'lifeboat.dev/cronjob',
  attempt: 'lifeboat.dev/attempt',
  progress: 'lifeboat.dev/progress',
  /** Of a restore: what it is doing, in words for programs. */
  restoreStep: 'lifeboat.dev/restore-step',
  /** Of a restore: items by what the plan says of them. */
  planned: 'lifeboat.dev/planned',
  /** Of a restore: items by how they ended. */
  ended: 'lifeboat.dev/ended',
  planDigest: 'lifeboat.dev/plan-digest',
  /** `met`, or what was missed of the policy's objectives: `missed rpo`. */
  objectives: 'lifeboat.dev/objectives',
  /** On the latest pointer: the name of the result ConfigMap it shows. */
  result: 'lifeboat.dev/result',
  lastGoodBackup: 'lifeboat.dev/last-good-backup',
  lastGoodTime: 'lifeboat.dev/last-good-time',
} as const;

/**
 * Keeps GitOps tools from pruning, or calling out of sync, what a run wrote. `Prune=false` alone does not survive the
 * deletion of an Argo CD Application; both together do.
 */
export const GITOPS_ANNOTATIONS: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/** A time as the value of a label, which sorts as text: `20261121T021700Z`. */
export function labelTime(rfc3339: string): string {
  return rfc3339.replaceAll(/[-:]/g, '');
}

/** The inverse of `labelTime`: RFC 3339 in UTC; undefined for anything else. */
export function parseLabelTime(value: string | undefined): string | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(value ?? '');
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** The labels with a value, each made legal; the others are left out. */
export function labelsOf(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return mapPresent(values, labelValue);
}

/** The longest annotation of ours: all of an object's annotations together may have 256 KiB. */
const MAX_ANNOTATION_CHARACTERS = 1024;

/** The annotations with a value, each at most 1024 characters long; the others are left out. */
export function annotationsOf(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return mapPresent(values, (value) => value.slice(0, MAX_ANNOTATION_CHARACTERS).toWellFormed());
}

function mapPresent(
  values: Readonly<Record<string, string | undefined>>,
  toLegal: (value: string) => string,
): Record<string, string> {
  const present = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(present.map(([key, value]) => [key, toLegal(value)]));
}
