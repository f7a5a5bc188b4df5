import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { RunResult } from '../../../../src/domain/result/result.ts';
import type { UserRule } from '../../api-server/api/users.ts';
import { type Outcome, policyDocument, type RunJob, Runner, type TryOptions } from '../runner.ts';
import { collectionOf, type Place, type RunRequest, type World } from '../world.ts';

const BASE = new URL('../../../../kustomize/base/restore/', import.meta.url);

/** What `components/restore-cluster-admin` grants. */
const EVERYTHING: UserRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

/** How a desk is set up. */
export interface DeskOptions {
  readonly place?: Place;
  /** What its ServiceAccount may do beside what `kustomize/base` grants; by default everything. */
  readonly rules?: readonly UserRule[];
  readonly accessMode?: 'ReadWrite' | 'ReadOnly';
}

/** A try of a restore, and what it has written down. */
export interface Restored extends Outcome {
  readonly job: RunJob;
  readonly result: RunResult;
  /** What it asked the API server, in order. */
  readonly requests: readonly RunRequest[];
}

type Spec = Readonly<Record<string, unknown>>;

/** A namespace in which restores take place, as `kustomize/base` sets it up, and the place that they read from. */
export class RestoreDesk implements Disposable {
  readonly runner: Runner;
  #requests = 0;

  private constructor(runner: Runner) {
    this.runner = runner;
  }

  static async open(world: World, options: DeskOptions = {}): Promise<RestoreDesk> {
    const { place, rules = [EVERYTHING], accessMode = 'ReadWrite' } = options;
    const runner = await Runner.open(world, {
      ...(place && { place }),
      rules: (namespace) => [...baseRules(namespace), ...rules],
    });
    runner.mount({ 'main.yaml': policyDocument('StorageLocation', 'main', { ...runner.place.spec, accessMode }) });
    return new RestoreDesk(runner);
  }

  get world(): World {
    return this.runner.world;
  }

  /** Backs up as administrator, by hand, into the desk's place. */
  async backUp(name: string, ...args: readonly string[]): Promise<void> {
    using admin = await Runner.open(this.world, { place: this.runner.place, rules: () => [EVERYTHING] });
    const { exitCode, stderr } = await admin.call(['backup', '--name', name, ...args, ...this.runner.place.to]);
    if (exitCode !== 0) throw new Error(`the backup ${name} ended with ${exitCode}: ${stderr}`);
  }

  /** Writes a request, or changes it, and creates the Job of its name. */
  async request(spec: Spec, name: string = `bring-back-${++this.#requests}`): Promise<RunJob> {
    await this.write(spec, name);
    return this.runner.job({ by: 'api', name });
  }

  /** Writes a request, or changes it. */
  async write(spec: Spec, name: string): Promise<void> {
    const { api } = this.world;
    const data = { 'restore.yaml': policyDocument('RestorePolicy', name, { storageLocation: 'main', ...spec }) };
    const path = this.runner.configMap(name);
    if ((await api.find(path)) !== undefined) await api.patch(path, { data });
    else {
      const metadata = { name, labels: { 'lifeboat.dev/kind': 'restore-request' } };
      await api.create(collectionOf('v1', 'configmaps', this.runner.namespace), { metadata, data });
    }
  }

  /** Deletes a Job as people and time do. */
  async deleteJob({ name }: RunJob): Promise<void> {
    await this.world.api.delete(`${collectionOf('batch/v1', 'jobs', this.runner.namespace)}/${name}`);
  }

  /** One Pod's try of the request that is called like the Job. */
  async run(job: RunJob, options: Omit<TryOptions, 'policy' | 'args'> = {}): Promise<Restored> {
    const { env = {}, podUid, ...rest } = options;
    const seen = (await this.world.requests()).length;
    const outcome = await this.runner.call(['run'], { ...rest, env: { ...this.runner.podEnv(job, podUid), ...env } });
    const requests = (await this.world.requests()).slice(seen);
    return { ...outcome, job, requests, result: await this.runner.result(job) };
  }

  /** Requests a restore and performs it. */
  async restore(spec: Spec, options?: Omit<TryOptions, 'policy' | 'args'>): Promise<Restored> {
    return this.run(await this.request({ mode: 'Apply', ...spec }), options);
  }

  /** Requests a plan. */
  plan(spec: Spec): Promise<Restored> {
    return this.restore({ ...spec, mode: 'Plan' });
  }

  [Symbol.dispose](): void {
    this.runner[Symbol.dispose]();
  }
}

/** Requests that change something outside the desk's own namespace; reviews (what one may, who one is) change nothing. */
export function writesOutside({ namespace }: Runner, requests: readonly RunRequest[]): readonly RunRequest[] {
  return requests.filter(
    ({ method, path }) => method !== 'GET' && !path.endsWith('reviews') && !path.includes(`/namespaces/${namespace}/`),
  );
}

/** What `kustomize/base/restore` grants, in another namespace. */
export function baseRules(namespace: string): UserRule[] {
  return ['publish-results.yaml', 'see-namespaces.yaml'].flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(new URL(file, BASE), 'utf8')).map((it) => it.toJS());
    return documents.flatMap(({ kind, rules = [] }: { kind: string; rules?: UserRule[] }) =>
      rules.map((rule) => (kind === 'Role' ? { ...rule, namespace } : rule)),
    );
  });
}
