import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunResult } from '../../src/domain/result/result.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { S3ObjectStore } from '../../src/storage/s3.ts';
import { type ProgramOutcome, runProgram } from '../support/cluster/run-program.ts';
import type { ClusterRig } from '../support/cluster-rig.ts';
import { anS3Location } from '../support/scripted-s3.ts';
import type { SharedLocation } from './server/install.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Everything that a restore holds back unless somebody asks for it. */
const NOTHING_HELD_BACK = ['--empty-volumes=Allow', '--allow-kinds=*', '--allow-namespaces=*'];

/** How a run ended. */
export interface Ran extends ProgramOutcome {
  readonly result: RunResult;
}

/** Lifeboat as people run it, a process of its own with the key of the bucket that it shares with Velero. */
export class Workstation implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lifeboat-workstation-'));
  readonly #location: SharedLocation;

  constructor(location: SharedLocation) {
    this.#location = location;
  }

  /** The location as flags and results name it. */
  get root(): string {
    const { bucket, prefix } = this.#location;
    return `s3://${bucket}${prefix === undefined ? '' : `/${prefix}`}`;
  }

  /** Calls a command that reads the location. */
  ask(...words: readonly string[]): Promise<ProgramOutcome> {
    return this.#call([...words, `--from=${this.root}`, `--s3-endpoint=${this.#location.storage.endpoint}`]);
  }

  /** Backs a cluster up by hand. */
  async backup(rig: ClusterRig, name: string, ...flags: readonly string[]): Promise<Ran> {
    const to = [`--to=${this.root}`, `--s3-endpoint=${this.#location.storage.endpoint}`];
    return this.#ran(['backup', `--name=${name}`, ...to, ...flags], rig);
  }

  /** Restores into a cluster, with nothing held back. */
  async restore(rig: ClusterRig, backup: string, ...flags: readonly string[]): Promise<Ran> {
    const from = [`--from=${this.root}`, `--s3-endpoint=${this.#location.storage.endpoint}`];
    return this.#ran(['restore', backup, '--yes', ...from, ...NOTHING_HELD_BACK, ...flags], rig);
  }

  /** Performs what a policy says; the location is called `shared` in it. */
  async run(rig: ClusterRig, kind: string, name: string, spec: object): Promise<Ran> {
    const { bucket, prefix, storage } = this.#location;
    const s3 = { bucket, ...(prefix !== undefined && { prefix }), region: storage.region, endpoint: storage.endpoint };
    const document = (of: string, called: string, says: object) =>
      JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind: of, metadata: { name: called }, spec: says });
    const policies = join(this.#folder, 'policies.yaml');
    const documents = [
      document('StorageLocation', 'shared', { s3 }),
      document(kind, name, { storageLocation: 'shared', ...spec }),
    ];
    writeFileSync(policies, documents.join('\n---\n'));
    return this.#ran(['run', name, `--policies=${policies}`, '--yes'], rig);
  }

  /** The location as Lifeboat's code sees it. */
  async store(): Promise<ObjectStore> {
    const { bucket, prefix = '', storage } = this.#location;
    const credentialsFile = join(this.#folder, 'credentials');
    const keys = `aws_access_key_id=${storage.accessKeyId}\naws_secret_access_key=${storage.secretAccessKey}\n`;
    writeFileSync(credentialsFile, `[default]\n${keys}`, { mode: 0o600 });
    const place = anS3Location(storage.endpoint, { bucket, prefix, region: storage.region, credentialsFile });
    return S3ObjectStore.open(place, { env: {} });
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ran(words: readonly string[], { kubeconfigFile }: ClusterRig): Promise<Ran> {
    const outcome = await this.#call([...words, `--kubeconfig=${kubeconfigFile}`, '--output=json', '--quiet']);
    if (outcome.code === 1) throw new Error(`lifeboat ${words.join(' ')}: ${outcome.code}\n${outcome.stderr}`);
    return { ...outcome, result: JSON.parse(outcome.stdout) as RunResult };
  }

  #call(words: readonly string[]): Promise<ProgramOutcome> {
    const { accessKeyId, secretAccessKey, region } = this.#location.storage;
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region };
    return runProgram(process.execPath, [MAIN, ...words], { env: { HOME: this.#folder, ...keys } });
  }
}
