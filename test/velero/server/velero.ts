import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { requireProgram } from '../../control-plane/programs.ts';
import type { KubeObject } from '../../support/cluster/api-client.ts';
import { type ProgramOutcome, runProgram } from '../../support/cluster/run-program.ts';
import type { ClusterRig } from '../../support/cluster-rig.ts';
import { type SharedLocation, veleroPath } from './install.ts';
import { VeleroServer } from './velero-server.ts';

/** A Backup, Restore or BackupStorageLocation, as far as tests look at it. */
export interface VeleroObject extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly errors?: number;
    readonly expiration?: string;
    readonly lastValidationTime?: string;
    readonly [field: string]: unknown;
  };
}

/** What Velero writes beside a restore about what went wrong: by namespace, for the cluster, for itself. */
export interface VeleroResults {
  readonly errors: VeleroResult;
  readonly warnings: VeleroResult;
}

/** One half of `VeleroResults`. */
export interface VeleroResult {
  readonly velero?: readonly string[];
  readonly cluster?: readonly string[];
  readonly namespaces?: Readonly<Record<string, readonly string[]>>;
}

const TERMINAL = new Set(['Completed', 'PartiallyFailed', 'Failed', 'FailedValidation']);

/** Velero at work in a cluster: its server, and the objects by which people tell it what to do. */
export class Velero implements AsyncDisposable {
  readonly #rig: ClusterRig;
  readonly #location: SharedLocation;
  readonly server: VeleroServer;

  private constructor(rig: ClusterRig, location: SharedLocation, server: VeleroServer) {
    this.#rig = rig;
    this.#location = location;
    this.server = server;
  }

  /** Starts a server for a cluster in which Velero is installed; resolves when the location is Available. */
  static async start(rig: ClusterRig, location: SharedLocation, flags: readonly string[] = []): Promise<Velero> {
    const velero = new Velero(rig, location, await VeleroServer.start(rig, flags));
    try {
      await velero.available();
      return velero;
    } catch (error) {
      await velero[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The location, when it has been found Available later than at some time; throws when it is not. */
  async available(since = new Date(0)): Promise<VeleroObject> {
    const isJudged = ({ status = {} }: VeleroObject): boolean =>
      status.lastValidationTime !== undefined && new Date(status.lastValidationTime) > since;
    const location = await this.#awaited('backupstoragelocations', 'default', isJudged);
    if (location.status?.phase !== 'Available')
      throw new Error(`${location.status?.phase}: ${location.status?.message}`);
    return location;
  }

  /** Has Velero make a backup, and returns it as it ended. */
  async backup(name: string, spec: object): Promise<VeleroObject> {
    await this.create('Backup', 'backups', { name }, spec);
    return this.#awaited('backups', name, isTerminal);
  }

  /** Has Velero make a restore, and returns it as it ended. */
  async restore(name: string, spec: object): Promise<VeleroObject> {
    await this.create('Restore', 'restores', { name }, spec);
    return this.#awaited('restores', name, isTerminal);
  }

  /** Creates an object of Velero's. */
  async create(kind: string, resource: string, metadata: object, spec: object, status?: object): Promise<void> {
    const object = { apiVersion: 'velero.io/v1', kind, metadata, spec, ...(status !== undefined && { status }) };
    await this.#rig.api.create(veleroPath(resource), object);
  }

  /** A backup that Velero knows of, as soon as it does. */
  knows(backup: string): Promise<VeleroObject> {
    return this.#awaited('backups', backup, () => true);
  }

  /** The first backup that Velero makes for a Schedule, as it ended. */
  async scheduled(schedule: string): Promise<VeleroObject> {
    let backup: VeleroObject | undefined;
    await this.server.waitUntil(`Velero makes a backup for ${schedule}`, async () => {
      const ended = (await this.items('backups')).filter(isTerminal);
      backup = ended.find(({ metadata }) => metadata.labels?.['velero.io/schedule-name'] === schedule);
      return backup !== undefined;
    });
    return backup as VeleroObject;
  }

  /** Resolves when Velero knows no such backup any more. */
  async forgets(backup: string): Promise<void> {
    await this.server.waitUntil(`Velero forgets ${backup}`, async () => !(await this.backups()).includes(backup));
  }

  /** Names of the backups that Velero knows, in order. */
  async backups(): Promise<string[]> {
    const items = await this.items('backups');
    return items.map(({ metadata }) => metadata.name ?? '').toSorted();
  }

  /** Its objects of one type. */
  async items(resource: string): Promise<readonly VeleroObject[]> {
    return (await this.#rig.api.get<{ items: readonly VeleroObject[] }>(veleroPath(resource))).items;
  }

  /** Calls Velero's command line, as administrator. */
  cli(...words: readonly string[]): Promise<ProgramOutcome> {
    const env = { HOME: this.#rig.stateDirectory, KUBECONFIG: this.#rig.kubeconfigFile };
    return runProgram(requireProgram('velero'), words, { env });
  }

  /** What a restore left about errors and warnings. */
  resultsOf(restore: string): VeleroResults {
    const { storage, bucket, prefix = '' } = this.#location;
    const file = join(storage.root, bucket, prefix, 'restores', restore, `restore-${restore}-results.gz`);
    return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as VeleroResults;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  async #awaited(
    resource: string,
    name: string,
    isAsAwaited: (object: VeleroObject) => boolean,
  ): Promise<VeleroObject> {
    let object: VeleroObject | undefined;
    await this.server.waitUntil(`${resource}/${name} is as awaited`, async () => {
      object = await this.#rig.api.find<VeleroObject>(veleroPath(resource, name));
      return object !== undefined && isAsAwaited(object);
    });
    return object as VeleroObject;
  }
}

function isTerminal({ status = {} }: VeleroObject): boolean {
  return TERMINAL.has(status.phase ?? '');
}
