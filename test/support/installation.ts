import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { RunResult } from '../../src/domain/result/result.ts';
import type { KubeObject } from './cluster/api-client.ts';
import type { ClusterRig, JobEnd } from './cluster-rig.ts';
import type { PodRun } from './kubelet/pod-run.ts';
import { type ContainerRuntime, processRuntime } from './kubelet/runtime.ts';
import { type Kubelet, startKubelet } from './kubelet.ts';
import { problemsOfResult } from './result-schema.ts';
import type { StorageRig } from './storage-rig.ts';

/** Where an installation keeps its backups: a bucket, by default at the gateway's own endpoint, or the volume's folder. */
export type BackupTarget = BucketTarget | { readonly folder: string };

interface BucketTarget {
  readonly storage: StorageRig;
  readonly bucket: string;
  readonly prefix?: string;
  readonly endpoint?: string;
}

/** What differs from `kustomize/base`, as people would write it in an overlay. */
export interface Overlay {
  readonly target: BackupTarget;
  /** Policies by file name, over those of the base: `nightly.yaml`. */
  readonly policies?: Readonly<Record<string, string>>;
  /** Literals of `lifeboat-settings`: `clusterName`, `schedule`, `timeZone`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What `lifeboat` in the manifests stands for, as `name:tag`; only a runtime that runs images looks at it. */
  readonly image?: string;
  /** Components beside those that settings and target need: `restore-namespaced`. */
  readonly components?: readonly string[];
  /** Patches in YAML or JSON, each with what it is for; or the entry of a kustomization that names its target. */
  readonly patches?: readonly (string | object)[];
}

/** A Job of an installation that has ended. */
export interface EndedRun {
  readonly end: JobEnd;
  /** The result ConfigMap. */
  readonly configMap: ResultObject;
  /** Its document, which the published schema accepts. */
  readonly result: RunResult;
}

/** As much of a result ConfigMap as tests look at. */
export interface ResultObject extends KubeObject {
  readonly immutable?: boolean;
  readonly data: Readonly<Record<'result.json' | 'summary', string>>;
}

/** A Job that was not created yet. */
export interface WrittenJob extends KubeObject {
  readonly spec: object;
}

/** The namespace that the base makes. */
export const NAMESPACE = 'lifeboat';

/** The namespace that the base makes for restores. */
export const RESTORE_NAMESPACE = 'lifeboat-restore';

/** The Kubernetes user that a run acts as. */
export const RUNNER = `system:serviceaccount:${NAMESPACE}:lifeboat-backup`;

const ROOT = resolve(import.meta.dirname, '../..');
const RESULTS = `/api/v1/namespaces/${NAMESPACE}/configmaps?labelSelector=lifeboat.dev%2Fkind%3Dresult`;

/** Lifeboat's own entrypoint, as a process of this checkout. */
const CHECKOUT = processRuntime({ entrypoint: [process.execPath, join(ROOT, 'src/main.ts')] });

/** Starts a node in the rig's cluster that runs the Pods of an installation: this checkout, or an image in a runtime. */
export async function startInstallation(rig: ClusterRig, runtime: ContainerRuntime = CHECKOUT): Promise<Installation> {
  const storage: Record<string, string> = {};
  const kubelet = await startKubelet(rig, { runtime, namespaces: [NAMESPACE, RESTORE_NAMESPACE], storage });
  return new Installation(rig, kubelet, storage);
}

/** Lifeboat in a cluster, installed and used with kubectl alone. */
export class Installation implements AsyncDisposable {
  readonly rig: ClusterRig;
  readonly kubelet: Kubelet;
  readonly #volumes: Record<string, string>;

  constructor(rig: ClusterRig, kubelet: Kubelet, volumes: Record<string, string>) {
    this.rig = rig;
    this.kubelet = kubelet;
    this.#volumes = volumes;
  }

  /** `kubectl apply -k` of the base under an overlay. What an earlier overlay had, and this one has not, is as in the base. */
  async apply(overlay: Overlay): Promise<void> {
    const directory = await mkdtemp(join(this.rig.stateDirectory, 'overlay-'));
    if ('folder' in overlay.target) {
      await mkdir(overlay.target.folder, { recursive: true });
      this.#volumes['lifeboat-backups'] = overlay.target.folder;
    }
    for (const [name, text] of Object.entries(filesOf(overlay, directory)))
      await writeFile(join(directory, name), text);
    await this.kubectl(['apply', '-k', directory]);
  }

  /** `kubectl create job <name> --from=cronjob/backup-nightly`; with variables by the pipe that the documentation shows. */
  async create(job: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
    if (Object.keys(environment).length === 0) await this.kubectl(createJob(job));
    else await this.kubectl(['create', '-f', '-'], JSON.stringify(await this.written(job, environment)));
  }

  /** The Job that `create` would make, as kubectl writes it, for tests that change it on its way. */
  async written(job: string, environment: Readonly<Record<string, string>> = {}): Promise<WrittenJob> {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const written = await this.kubectl([...createJob(job), '--dry-run=client', '-o', 'json']);
    if (variables.length === 0) return JSON.parse(written) as WrittenJob;
    const changed = await this.kubectl(['set', 'env', '--local', '-f', '-', ...variables, '-o', 'json'], written);
    return JSON.parse(changed) as WrittenJob;
  }

  /** Waits for the end of a Job and reads what its run has published. */
  async ended(job: string): Promise<EndedRun> {
    const end = await this.rig.jobEnd(NAMESPACE, job);
    const configMap = await this.result(job);
    return { end, configMap, result: documentOf(configMap) };
  }

  /** Creates a Job and waits for its end. */
  async run(job: string, environment: Readonly<Record<string, string>> = {}): Promise<EndedRun> {
    await this.create(job, environment);
    return this.ended(job);
  }

  /** The result ConfigMap of a Job, also of one that is gone. */
  async result(job: string): Promise<ResultObject> {
    const { items } = await this.rig.api.get<{ items: readonly ResultObject[] }>(RESULTS);
    const found = items.filter(({ metadata }) => metadata.annotations?.['lifeboat.dev/job'] === job);
    if (found.length === 1) return found[0]!;
    throw new Error(`${found.length} result ConfigMaps tell of Job ${job}`);
  }

  /** The termination message of a Pod, as the cluster knows it. */
  async lastWords(pod: PodRun): Promise<string> {
    await pod.done;
    const path = '{.status.containerStatuses[0].state.terminated.message}';
    return this.kubectl(['get', 'pod', pod.name, `--namespace=${NAMESPACE}`, '-o', `jsonpath=${path}`]);
  }

  /** Runs kubectl as administrator and returns what it prints; throws when it fails. */
  async kubectl(args: readonly string[], stdin = ''): Promise<string> {
    const { code, stdout, stderr } = await this.rig.kubectl(args, { stdin });
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kubelet[Symbol.asyncDispose]();
  }
}

/** The document of a result ConfigMap; throws, with the places, when the published schema does not accept it. */
export function documentOf({ metadata, data }: ResultObject): RunResult {
  const problems = problemsOfResult(data['result.json']);
  if (problems.length > 0) throw new Error(`${metadata.name} is not a result: ${problems.join('; ')}`);
  return JSON.parse(data['result.json']) as RunResult;
}

function createJob(name: string): string[] {
  return ['create', 'job', name, '--from=cronjob/backup-nightly', `--namespace=${NAMESPACE}`];
}

/** The files of the overlay's directory. JSON where nobody reads it: it is YAML too. */
/** At its time a schedule would start a run that no test has asked for. */
const WITHOUT_TICKS = {
  target: { kind: 'CronJob' },
  patch: '[{"op":"replace","path":"/spec/suspend","value":true}]',
};

function filesOf(
  { target, policies = {}, settings = {}, image, components = [], patches = [] }: Overlay,
  directory: string,
) {
  const [from, to] = ['base', 'components'].map((name) => relative(directory, join(ROOT, 'kustomize', name)));
  const literals = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const isVolume = 'folder' in target;
  const changed = { ...(isVolume ? {} : { 'main.yaml': bucketLocation(target) }), ...policies };
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [from],
    components: ['settings', isVolume ? 'pvc-target' : 's3', ...components].map((name) => `${to}/${name}`),
    images: image === undefined ? [] : [imageEntry(image)],
    configMapGenerator: [
      { name: 'lifeboat-settings', behavior: 'merge', literals },
      { name: 'lifeboat-policies', behavior: 'merge', files: Object.keys(changed) },
      ...(isVolume ? [] : [{ name: 'lifeboat-restore-policies', behavior: 'merge', files: ['main.yaml'] }]),
    ],
    secretGenerator: isVolume
      ? []
      : [NAMESPACE, RESTORE_NAMESPACE].map((namespace) => {
          return { name: 'lifeboat-s3', namespace, files: ['cloud'], options: { disableNameSuffixHash: true } };
        }),
    patches: [
      ...(settings['schedule'] === undefined ? [WITHOUT_TICKS] : []),
      ...patches.map((patch) => (typeof patch === 'string' ? { patch } : patch)),
    ],
  };
  return {
    'kustomization.yaml': JSON.stringify(kustomization),
    ...changed,
    ...(isVolume ? {} : { cloud: credentials(target.storage) }),
  };
}

function imageEntry(image: string): object {
  const [newName, newTag] = image.split(/:(?=[^:/]+$)/);
  return { name: 'lifeboat', newName, newTag };
}

function bucketLocation({ storage, bucket, prefix = '', endpoint = storage.endpoint }: BucketTarget): string {
  return `apiVersion: lifeboat.dev/v1alpha1
kind: StorageLocation
metadata: {name: main}
spec:
  s3: {bucket: ${bucket}, prefix: "${prefix}", region: ${storage.region}, endpoint: "${endpoint}", forcePathStyle: true}
`;
}

/** AWS's ini format, as the Secret of `components/s3` holds it. */
function credentials({ accessKeyId, secretAccessKey }: StorageRig): string {
  return `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
}
