import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Timings } from '../../../src/base/context.ts';
import type { RunResult } from '../../../src/domain/result/result.ts';
import type { UserRule } from '../api-server/api/users.ts';
import { DETACHED_TIMINGS, lifeboat } from '../cli-rig.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { kubeconfigYaml } from '../cluster/kubeconfig.ts';
import { RunClock } from './run-clock.ts';
import { collectionOf, type Place, type World, type WorldUser } from './world.ts';

const BASE = new URL('../../../kustomize/base/backup/', import.meta.url);

/** When runs of these tests are due, and a moment later when they start. */
export const DUE = new Date('2026-11-21T02:17:00Z');
const STARTED = new Date('2026-11-21T02:17:02Z');

/** A Job object, suspended: nobody but the test acts on it. */
export interface RunJob {
  readonly name: string;
  readonly uid: string;
}

/** How a Job came to be; by default the CronJob's clock made it, due at `DUE`. */
export interface JobOptions {
  /** What made it: the CronJob's clock, a person from the CronJob, or anybody through the API. */
  readonly by?: 'schedule' | 'hand' | 'api';
  readonly due?: Date;
  /** By default a name of its own. */
  readonly name?: string;
}

/** What a test may say about one Pod's try. */
export interface TryOptions {
  readonly policy?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** When the Pod starts. */
  readonly at?: Date;
  readonly timings?: Partial<Timings>;
  readonly reached?: (step: string) => void | Promise<void>;
  readonly signal?: AbortSignal;
  /** Pauses of these lengths take no time; by default those of a run that waits for the lock. */
  readonly instant?: readonly number[];
  /** UID of the Pod; each try is a Pod of its own. */
  readonly podUid?: string;
}

/** Everything a try left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** As it was written: JSON lines. */
  readonly stderr: string;
  readonly log: readonly Readonly<Record<string, unknown>>[];
  readonly statusText: string;
  readonly status: RunResult;
  readonly terminationMessage: string;
}

/** What a runner is set up with. */
export interface RunnerOptions {
  /** `spec` of BackupPolicy `nightly`, beside its location. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** What its ServiceAccount may do; by default what `kustomize/base` grants. */
  readonly rules?: (namespace: string) => readonly UserRule[];
  readonly place?: Place;
}

/** A namespace in which runs take place: rights, policies in a mounted folder, and a storage location. */
export class Runner implements Disposable {
  readonly world: World;
  readonly namespace: string;
  readonly place: Place;
  readonly user: WorldUser;
  /** Folder of everything that a Pod would have mounted. */
  readonly folder: string;
  #mounts = 0;
  #jobs = 0;
  #pods = 0;

  private constructor(world: World, namespace: string, place: Place, user: WorldUser) {
    this.world = world;
    this.namespace = namespace;
    this.place = place;
    this.user = user;
    this.folder = mkdtempSync(join(tmpdir(), 'lifeboat-runner-'));
    writeFileSync(this.kubeconfig, kubeconfigYaml(world.url, world.caPem, user.token));
  }

  /** Sets up a runner in a namespace of its own, with policies `nightly` and whatever else is mounted later. */
  static async open(world: World, options: RunnerOptions = {}): Promise<Runner> {
    const namespace = await world.namespace();
    const user = await world.user((options.rules ?? baseRules)(namespace));
    const runner = new Runner(world, namespace, options.place ?? (await world.place()), user);
    runner.mount(runner.policies(options.policy));
    return runner;
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** Text of the location `main` and the policy `nightly`. */
  policies(spec: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
    return {
      'main.yaml': policyDocument('StorageLocation', 'main', this.place.spec),
      'nightly.yaml': policyDocument('BackupPolicy', 'nightly', { storageLocation: 'main', ...spec }),
    };
  }

  /** Mounts files as the kubelet mounts a ConfigMap: behind the link `..data`, exchanged at once. */
  mount(files: Readonly<Record<string, string>>): void {
    const folder = join(this.folder, 'policies');
    const version = `..2026_11_21_${++this.#mounts}`;
    mkdirSync(join(folder, version), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, version, name), text);
      rmSync(join(folder, name), { force: true });
      symlinkSync(join('..data', name), join(folder, name));
    }
    symlinkSync(version, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  }

  /** Creates a Job in the cluster. */
  async job({ by = 'schedule', due = DUE, name = `backup-nightly-${++this.#jobs}` }: JobOptions = {}): Promise<RunJob> {
    const annotations = {
      schedule: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': due.toISOString().replace('.000', '') },
      hand: { 'cronjob.kubernetes.io/instantiate': 'manual' },
      api: {},
    }[by];
    const controller = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'backup-nightly', uid: randomUUID() };
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'lifeboat', image: 'lifeboat' }] } };
    const job = await this.world.api.create(collectionOf('batch/v1', 'jobs', this.namespace), {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        annotations,
        ...(by === 'api' ? {} : { ownerReferences: [{ ...controller, controller: true }] }),
      },
      spec: { suspend: true, template },
    });
    return { name: job.metadata.name ?? '', uid: job.metadata.uid ?? '' };
  }

  /** Variables of any call. */
  ownEnv(): Readonly<Record<string, string>> {
    return {
      LIFEBOAT_CLUSTER_NAME: 'production',
      LIFEBOAT_KUBECONFIG: this.kubeconfig,
      LIFEBOAT_POLICIES: join(this.folder, 'policies'),
      LIFEBOAT_STATUS_DIR: this.folder,
    };
  }

  /** Variables of a Pod of the Job; each call is another Pod. */
  podEnv(job: RunJob, podUid: string = randomUUID()): Readonly<Record<string, string>> {
    return {
      ...this.ownEnv(),
      LIFEBOAT_TERMINATION_LOG: join(this.folder, 'termination-log'),
      LIFEBOAT_RUN_JOB_NAME: job.name,
      LIFEBOAT_RUN_JOB_UID: job.uid,
      LIFEBOAT_RUN_POD_NAME: `${job.name}-${++this.#pods}`,
      LIFEBOAT_RUN_POD_UID: podUid,
      LIFEBOAT_RUN_NAMESPACE: this.namespace,
    };
  }

  /** One Pod's try: the command line in this process, with the world's own API server and store. */
  async run(job: RunJob, options: TryOptions = {}): Promise<Outcome> {
    const { policy = 'nightly', args = [], env = {}, podUid, ...rest } = options;
    return this.call(['run', policy, ...args], { ...rest, env: { ...this.podEnv(job, podUid), ...env } });
  }

  /** A call of the command line in this process, outside a Job unless `env` says otherwise. */
  async call(argv: readonly string[], options: Omit<TryOptions, 'policy' | 'args' | 'podUid'> = {}): Promise<Outcome> {
    const { env = {}, at = STARTED, reached, signal } = options;
    const timings = { ...DETACHED_TIMINGS, ...options.timings };
    for (const file of ['status.json', 'termination-log']) rmSync(join(this.folder, file), { force: true });
    const { exitCode, stdout, stderr } = await lifeboat(argv, {
      env: { ...this.ownEnv(), ...env },
      clock: new RunClock(at, options.instant ?? [timings.lockPollEveryMs]),
      timings,
      cwd: this.folder,
      ...(reached && { reached }),
      ...(signal && { signal }),
    });
    return { exitCode, stdout, stderr, ...this.left(stderr) };
  }

  /** What the last try left beside its exit code. */
  left(stderr: string): Omit<Outcome, 'exitCode' | 'stdout' | 'stderr'> {
    const statusText = textOf(join(this.folder, 'status.json'));
    return {
      log: stderr.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : [])),
      statusText,
      status: (statusText === '' ? {} : JSON.parse(statusText)) as RunResult,
      terminationMessage: textOf(join(this.folder, 'termination-log')),
    };
  }

  /** Path of a ConfigMap of this runner. */
  configMap(name: string): string {
    return `${collectionOf('v1', 'configmaps', this.namespace)}/${name}`;
  }

  /** The result ConfigMap of a Job's run. */
  async record(job: RunJob): Promise<KubeObject & { readonly data: Readonly<Record<string, string>> }> {
    const name = `lifeboat-result-${job.name}-${job.uid.slice(0, 8)}`;
    return (await this.world.api.get(this.configMap(name))) as never;
  }

  /** The result that it holds. */
  async result(job: RunJob): Promise<RunResult> {
    const { data } = await this.record(job);
    return JSON.parse(data['result.json'] ?? '') as RunResult;
  }

  /** Path of the policy's Lease. */
  get lease(): string {
    return `${collectionOf('coordination.k8s.io/v1', 'leases', this.namespace)}/lifeboat-nightly`;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What `kustomize/base` grants to a backup, in another namespace. */
export function baseRules(namespace: string): UserRule[] {
  return ['list-everything.yaml', 'publish-results.yaml'].flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(new URL(file, BASE), 'utf8')).map((it) => it.toJS());
    return documents.flatMap(({ kind, rules = [] }: { kind: string; rules?: UserRule[] }) =>
      rules.map((rule) => (kind === 'Role' ? { ...rule, namespace } : rule)),
    );
  });
}

/** The text of a policy document. */
export function policyDocument(kind: string, name: string, spec: object): string {
  return JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name }, spec }, undefined, 2);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // not written: the test sees that
  }
}
