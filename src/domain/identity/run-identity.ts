import type { Trigger } from '../result/result.ts';
import { formatTimestamp } from '../time.ts';

/** The Job that a run belongs to, as far as the run's identity needs it. */
export interface JobFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly createdAt: Date;
  readonly annotations: Readonly<Record<string, string>>;
  /** The CronJob that owns it, also when a person made it from that CronJob. */
  readonly cronJob: string | undefined;
  /** When its `activeDeadlineSeconds` pass; unset where it has none. */
  readonly endsAt?: Date;
}

/** What a run is called and when it was due. */
export interface RunIdentity {
  readonly runId: string;
  readonly job: JobFacts | undefined;
  readonly pod: { readonly name: string; readonly uid: string } | undefined;
  readonly trigger: Trigger;
  /** The time the run was due, never "now" for a Job: a retried Pod computes the same one. */
  readonly scheduledFor: Date;
}

/** Kubernetes sets this on Jobs that a CronJob's clock started (since 1.32). */
const SCHEDULED_TIMESTAMP = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
/** kubectl and Argo CD set this to `manual` on Jobs that a person made from a CronJob. */
const INSTANTIATE = 'cronjob.kubernetes.io/instantiate';
const ARGO_HOOK = 'argocd.argoproj.io/hook';

/** What started a Job, by the marks that each way of starting leaves. */
export function triggerOf(job: JobFacts): Trigger {
  if (job.annotations[INSTANTIATE] === 'manual') return 'Manual';
  if (ARGO_HOOK in job.annotations) return 'Hook';
  return SCHEDULED_TIMESTAMP in job.annotations || minuteInName(job) !== undefined ? 'Schedule' : 'Api';
}

/**
 * When a Job was due: the CronJob controller's annotation, else the minute that it encodes in the Job's name, else the
 * Job's creation.
 */
export function scheduledTimeOf(job: JobFacts): Date {
  const annotated = new Date(job.annotations[SCHEDULED_TIMESTAMP] ?? Number.NaN);
  if (!Number.isNaN(annotated.getTime())) return annotated;
  return minuteInName(job) ?? job.createdAt;
}

/**
 * The CronJob controller names its Jobs `<cronjob>-<minutes since 1970>`. Argo CD's hand-made Jobs end in digits too,
 * so the number counts only where it names a minute of the day before the Job's creation and nothing says "manual".
 */
function minuteInName(job: JobFacts): Date | undefined {
  if (job.cronJob === undefined || job.annotations[INSTANTIATE] === 'manual') return undefined;
  if (!job.name.startsWith(`${job.cronJob}-`)) return undefined;
  const digits = job.name.slice(job.cronJob.length + 1);
  if (!/^\d{8}$/.test(digits)) return undefined;
  const due = new Date(Number(digits) * 60_000);
  const late = job.createdAt.getTime() - due.getTime();
  return late >= 0 && late <= 86_400_000 ? due : undefined;
}

/**
 * The name of the backup that a run makes: `<policy>-<time due>` when the schedule started it, with the first six
 * characters of the run's id after it otherwise. Without a policy it begins with `manual`.
 */
export function backupNameOf(policy: string | undefined, identity: RunIdentity): string {
  const stem = `${policy ?? 'manual'}-${formatTimestamp(identity.scheduledFor)}`;
  return identity.trigger === 'Schedule' ? stem : `${stem}-${identity.runId.slice(0, 6)}`;
}

/**
 * The name of a restore, under which its objects are labelled and its files are kept: that of its policy, or else of the
 * backup it reads, with the time it was due and the first six characters of the run's id.
 */
export function restoreNameOf(stem: string, { scheduledFor, runId }: RunIdentity): string {
  return `${stem}-${formatTimestamp(scheduledFor)}-${runId.slice(0, 6)}`;
}
