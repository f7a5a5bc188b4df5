import { type ProgramOutcome, runProgram } from '../../support/cluster/run-program.ts';
import type { ClusterRig } from '../../support/cluster-rig.ts';
import type { StorageRig } from '../../support/storage-rig.ts';
import { requireProgram, VELERO_VERSION } from '../../control-plane/programs.ts';

/** Where Velero and Lifeboat keep their backups: a bucket, perhaps below a prefix. */
export interface SharedLocation {
  readonly storage: StorageRig;
  readonly bucket: string;
  readonly prefix?: string;
}

/** Everything of Velero's in a cluster is in this namespace. */
export const VELERO_NAMESPACE = 'velero';

/** Path of Velero's objects of one type in its namespace, or of one of them. */
export function veleroPath(resource: string, name?: string): string {
  return `/apis/velero.io/v1/namespaces/${VELERO_NAMESPACE}/${resource}${name === undefined ? '' : `/${name}`}`;
}

/**
 * Puts into a cluster what a Velero server needs to work there, as `velero install` does: its definitions, namespace,
 * key, storage location `default`, and a Deployment. Nothing runs in that one; a restore reads its image.
 */
export async function installVelero(rig: ClusterRig, location: SharedLocation): Promise<void> {
  await define(rig);
  await rig.api.create('/api/v1/namespaces', { metadata: { name: VELERO_NAMESPACE } });
  await rig.api.create(`/api/v1/namespaces/${VELERO_NAMESPACE}/secrets`, credentialsOf(location));
  await rig.api.create(`/apis/apps/v1/namespaces/${VELERO_NAMESPACE}/deployments`, DEPLOYMENT);
  await rig.api.create(veleroPath('backupstoragelocations'), storageLocation(location));
}

/** Creates Velero's definitions, which its program holds; resolves when its objects can be listed. */
async function define(rig: ClusterRig): Promise<void> {
  const env = { ...process.env, HOME: rig.stateDirectory };
  const print = ['install', '--crds-only', '--dry-run', '--output=yaml'];
  const { stdout: definitions } = good(await runProgram(requireProgram('velero'), print, { env }));
  good(await rig.kubectl(['apply', '--server-side', '--filename=-'], { stdin: definitions }));
  const types = [...definitions.matchAll(/^ {4}name: (\S+\.velero\.io)$/gm)].map(([, name = '']) => name);
  good(await rig.kubectl(['wait', '--for=condition=Established', '--timeout=200s', 'crd', ...types]));
  // A type that was just established is not served at once: the server says when to ask again, and kubectl does.
  good(await rig.kubectl(['get', types.join(','), '--all-namespaces']));
}

function good(outcome: ProgramOutcome): ProgramOutcome {
  if (outcome.code !== 0) throw new Error(`Velero cannot be installed: ${outcome.stderr}`);
  return outcome;
}

const DEPLOYMENT = {
  metadata: { name: 'velero' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'velero' } },
    template: {
      metadata: { labels: { app: 'velero' } },
      spec: { containers: [{ name: 'velero', image: `velero/velero:${VELERO_VERSION}` }] },
    },
  },
};

function credentialsOf({ storage }: SharedLocation): object {
  const keys = `aws_access_key_id=${storage.accessKeyId}\naws_secret_access_key=${storage.secretAccessKey}\n`;
  return { metadata: { name: 'cloud-credentials' }, stringData: { cloud: `[default]\n${keys}` } };
}

function storageLocation({ storage, bucket, prefix }: SharedLocation): object {
  return {
    apiVersion: 'velero.io/v1',
    kind: 'BackupStorageLocation',
    metadata: { name: 'default' },
    spec: {
      provider: 'velero.io/aws',
      default: true,
      objectStorage: { bucket, ...(prefix !== undefined && { prefix }) },
      credential: { name: 'cloud-credentials', key: 'cloud' },
      config: { region: storage.region, s3ForcePathStyle: 'true', s3Url: storage.endpoint },
    },
  };
}
