import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { kubeconfigYaml } from '../../support/cluster/kubeconfig.ts';
import type { MemoryCgroup } from '../../support/memory-cgroup.ts';
import { type Cost, measure } from '../measure.ts';
import type { Arrived } from './cluster-server.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const LIFEBOAT = here('../../../dist/lifeboat.cjs');

/** A server that runs as a process of its own, and a kubeconfig that leads to it. */
export interface BenchServer {
  readonly url: string;
  readonly caFile: string;
  readonly kubeconfig: string;
  /** Ends it before the others. */
  end(): void;
}

/** Where restores are measured: backups that Lifeboat made, and servers to restore them to. */
export class RestoreRig implements AsyncDisposable {
  readonly #work: string;
  readonly #servers: ReturnType<typeof spawn>[] = [];

  private constructor(work: string) {
    this.#work = work;
  }

  static async open(): Promise<RestoreRig> {
    return new RestoreRig(await mkdtemp(join(tmpdir(), 'lifeboat-bench-')));
  }

  /** Backs that many objects up under the name `of-<objects>`. */
  async backup(objects: number): Promise<void> {
    const server = await this.#serve('../list-server.ts', String(objects));
    const to = ['--to', join(this.#work, 'backups'), '--name', `of-${objects}`, '--quiet'];
    await this.run(LIFEBOAT, 'backup', '--kubeconfig', server.kubeconfig, ...to);
    server.end();
  }

  /** The file of the archive of that backup. */
  archiveOf(objects: number): string {
    return join(this.#work, 'backups/backups', `of-${objects}`, `of-${objects}.tar.gz`);
  }

  /** A cluster to restore to; see cluster-server.ts. */
  async cluster(options: Readonly<Record<'objects' | 'latency' | 'share', number>>): Promise<BenchServer> {
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return this.#serve('cluster-server.ts', ...given);
  }

  /** Plans or applies the restore of a backup as a user would on a workstation, and measures the whole process. */
  async restore(
    server: BenchServer,
    { objects, mode, group }: { objects: number; mode: 'Plan' | 'Apply'; group?: MemoryCgroup | undefined },
  ): Promise<Cost> {
    const policies = join(this.#work, `${mode}-${objects}.yaml`);
    await writeFile(policies, this.#policies(objects, mode));
    const words = ['run', 'bench', '--policies', policies, '--yes', '--kubeconfig', server.kubeconfig, '-o', 'name'];
    return measure(join(this.#work, 'usage.json'), [LIFEBOAT, ...words], { group });
  }

  /** What arrived since the last time, which must be that many objects with their namespaces. */
  async arrived({ url, caFile }: BenchServer, objects: number): Promise<Arrived> {
    const ca = await readFile(caFile);
    const asked = request(`${url}/bench/arrived`, { method: 'DELETE', ca, agent: false });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const arrived = JSON.parse(await text(answer)) as Arrived;
    const { namespaces: _, ...created } = arrived.created;
    const count = Object.values(created).reduce((sum, one) => sum + one, 0);
    if (count !== objects) throw new Error(`${count} of ${objects} objects arrived: ${JSON.stringify(arrived)}`);
    return arrived;
  }

  /** Runs a program of this folder and measures it. */
  async run(program: string, ...args: readonly string[]): Promise<Cost> {
    return measure(join(this.#work, 'usage.json'), [resolve(here('.'), program), ...args]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) server.kill();
    await rm(this.#work, { recursive: true, force: true });
  }

  async #serve(program: string, ...args: readonly string[]): Promise<BenchServer> {
    const server = spawn(process.execPath, [here(program), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#servers.push(server);
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const { url, caPem } = JSON.parse(line.toString()) as { url: string; caPem: string };
    const files = join(this.#work, `server-${this.#servers.length}`);
    await writeFile(`${files}.pem`, caPem);
    await writeFile(`${files}.yaml`, kubeconfigYaml(url, caPem, 'bench-token'));
    return { url, caFile: `${files}.pem`, kubeconfig: `${files}.yaml`, end: () => void server.kill() };
  }

  #policies(objects: number, mode: 'Plan' | 'Apply'): string {
    const head = (kind: string, name: string) => ({ apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name } });
    const location = {
      ...head('StorageLocation', 'main'),
      spec: { filesystem: { path: join(this.#work, 'backups') } },
    };
    const spec = { storageLocation: 'main', backupName: `of-${objects}`, mode };
    return [location, { ...head('RestorePolicy', 'bench'), spec }].map((it) => JSON.stringify(it)).join('\n---\n');
  }
}
