/** A manifest as the API server has it. */
type Manifest = Readonly<Record<string, unknown>>;

/** What a Job of a CronJob is to do instead. */
export interface FetchOrder {
  /** The Job's name. */
  readonly name: string;
  /** Words after the program's name. */
  readonly args: readonly string[];
  /** Over the labels of the template. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The container of ours in the Pods of a CronJob; where there is only one, it may have any name. */
export const CONTAINER = 'lifeboat';

/** How long a Job may work, in seconds, when nobody is left who waits for it. */
const DEADLINE_SECONDS = 3600;

/** How long what is left of a Job stays, in seconds, when nobody removed it. */
const LEFT_SECONDS = 600;

/** A Job's name is the value of a label: 63 characters. */
const NAME_LENGTH = 63;

/** What a Job of this CronJob is called. */
export function fetchJobName(cronJob: string, id: string): string {
  const ending = `-fetch-${id}`;
  return `${cronJob.slice(0, NAME_LENGTH - ending.length)}${ending}`;
}

/**
 * The Job that `kubectl create job --from=cronjob/…` makes, with other words for its container: the same Pod, with what it
 * may do and see, once, and gone soon. It has no owner, so that no history of a CronJob counts it. Undefined where the
 * CronJob's Pod has no container that is certainly ours.
 */
export function fetchJob(cronJob: Manifest, { name, args, labels }: FetchOrder): Manifest | undefined {
  const { namespace } = fieldsOf(cronJob['metadata']);
  const jobTemplate = fieldsOf(fieldsOf(cronJob['spec'])['jobTemplate']);
  const template = fieldsOf(fieldsOf(jobTemplate['spec'])['template']);
  const pod = fieldsOf(template['spec']);
  const containers = Array.isArray(pod['containers']) ? pod['containers'].map(fieldsOf) : [];
  const ours = containers.find((container) => container['name'] === CONTAINER) ?? onlyOne(containers);
  if (ours === undefined) return undefined;
  const changed = containers.with(containers.indexOf(ours), { ...ours, args });
  const told = fieldsOf(jobTemplate['metadata']);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      labels: { ...fieldsOf(told['labels']), ...labels },
      annotations: { ...fieldsOf(told['annotations']), 'cronjob.kubernetes.io/instantiate': 'manual' },
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      ttlSecondsAfterFinished: LEFT_SECONDS,
      template: { ...template, spec: { ...pod, restartPolicy: 'Never', containers: changed } },
    },
  };
}

function onlyOne<T>([first, ...more]: readonly T[]): T | undefined {
  return more.length === 0 ? first : undefined;
}

function fieldsOf(value: unknown): Manifest {
  return typeof value === 'object' && value !== null ? (value as Manifest) : {};
}
