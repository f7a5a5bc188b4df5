import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KEEPING_CONTROLLERS } from '../../support/cluster/keeping-controllers.ts';
import { type ClusterRig, startClusterRig } from '../../support/cluster-rig.ts';
import { makeMemoryCgroup } from '../../support/memory-cgroup.ts';
import { type StorageRig, startStorageRig } from '../../support/storage-rig.ts';
import { installVelero, type SharedLocation } from '../../velero/server/install.ts';
import { Velero, type VeleroObject } from '../../velero/server/velero.ts';
import { type Cost, measure } from '../measure.ts';
import { costOf, type ProcessCost } from './process-cost.ts';

const LIFEBOAT = fileURLToPath(new URL('../../../dist/lifeboat.cjs', import.meta.url));

/** The server's own limits on requests, lifted as far as its users lift them. */
export const VELERO_FLAGS = ['--client-qps=500', '--client-burst=500'];

/** The limit of the shipped Jobs, and of Velero's own Deployment: Node makes its heap as large as memory invites. */
export const LIMIT_MIB = 512;

/** What a piece of work by Velero cost. */
export type VeleroCost = ProcessCost & { readonly seconds: number };

/** One API server and one S3 gateway, for which Lifeboat and Velero work by turns, each in a bucket of its own. */
export class VersusRig implements AsyncDisposable {
  readonly cluster: ClusterRig;
  /** Whether the last run of Lifeboat was limited. */
  isLimited = false;
  readonly #storage: StorageRig;
  readonly #location: SharedLocation;
  readonly #bucket: string;
  readonly #work: string;

  private constructor(cluster: ClusterRig, storage: StorageRig, buckets: readonly [string, string], work: string) {
    this.cluster = cluster;
    this.#storage = storage;
    this.#bucket = buckets[0];
    this.#location = { storage, bucket: buckets[1] };
    this.#work = work;
  }

  static async open(): Promise<VersusRig> {
    const [cluster, storage] = await Promise.all([
      startClusterRig({ controllers: KEEPING_CONTROLLERS }),
      startStorageRig(),
    ]);
    const buckets = [await storage.bucket('lifeboat'), await storage.bucket('velero')] as const;
    const rig = new VersusRig(cluster, storage, buckets, await mkdtemp(join(tmpdir(), 'lifeboat-bench-')));
    await installVelero(cluster, rig.#location);
    return rig;
  }

  /**
   * Has Lifeboat perform a policy, from the start of the process to its end, under the limit of its Jobs where this
   * machine lets us set one. Prints the name of the backup or restore.
   */
  async lifeboat(kind: 'BackupPolicy' | 'RestorePolicy', spec: object): Promise<Cost> {
    const [policies, credentialsFile] = [join(this.#work, 'policies.yaml'), join(this.#work, 'credentials')];
    const { accessKeyId, secretAccessKey, endpoint, region } = this.#storage;
    const keys = `aws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`;
    await writeFile(credentialsFile, `[default]\n${keys}`, { mode: 0o600 });
    const document = (of: string, name: string, says: object) =>
      JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind: of, metadata: { name }, spec: says });
    const documents = [
      document('StorageLocation', 'main', { s3: { bucket: this.#bucket, endpoint, region, credentialsFile } }),
      document(kind, 'bench', { storageLocation: 'main', ...spec }),
    ];
    await writeFile(policies, documents.join('\n---\n'));
    const flags = ['--policies', policies, '--yes', '--kubeconfig', this.cluster.kubeconfigFile, '-o', 'name'];
    using group = makeMemoryCgroup(LIMIT_MIB * 1024 * 1024);
    this.isLimited = group !== undefined;
    return await measure(join(this.#work, 'usage.json'), [LIFEBOAT, 'run', 'bench', ...flags], { group });
  }

  /**
   * Has Velero make a backup or a restore, from its request to its end. The server was started for it, so that its peak
   * is that of this work, and had come to rest.
   */
  async velero(work: (velero: Velero) => Promise<VeleroObject>): Promise<VeleroCost> {
    const startedAt = new Date();
    await using velero = await Velero.start(this.cluster, this.#location, VELERO_FLAGS);
    await velero.available(startedAt);
    const { outcome, ...cost } = await costOf(velero.server.pid, () => work(velero));
    if (outcome.status?.phase !== 'Completed') throw new Error(JSON.stringify(outcome.status));
    return cost;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.cluster[Symbol.asyncDispose](), this.#storage[Symbol.asyncDispose]()]);
    await rm(this.#work, { recursive: true, force: true });
  }
}
