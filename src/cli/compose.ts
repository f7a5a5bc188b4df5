import { tmpdir } from 'node:os';
import type { BackupStore } from '../archive/backup-store.ts';
import type { RunContext } from '../base/context.ts';
import type { Redactor } from '../base/redact.ts';
import type { StorageLocation } from '../domain/storage-location.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { OptionSpecs, OptionValues } from './arguments/option.ts';

/** Which cluster, and as whom; kubectl's words. */
export const CLUSTER_OPTIONS = {
  kubeconfig: {
    type: 'string',
    valueName: 'FILE',
    complete: 'file',
    topic: 'cluster',
    description: 'Kubeconfig to use',
  },
  context: { type: 'string', valueName: 'NAME', topic: 'cluster', description: 'Context in the kubeconfig' },
  as: { type: 'string', valueName: 'USER', topic: 'cluster', description: 'Act as this user, if the server allows it' },
} as const satisfies OptionSpecs;

/** The values of those options. */
export type ClusterOptions = OptionValues<typeof CLUSTER_OPTIONS>;

/** A storage location with its store open, seen as keys and as backups; `close` ends both. */
export interface OpenLocation {
  readonly location: StorageLocation;
  readonly objects: ObjectStore;
  readonly backups: BackupStore;
  close(): Promise<void>;
}

/**
 * Opens a storage location as its access mode allows. With `forWriting` a folder is made if need be; without it a
 * missing one is `location-not-found`. Drafts spool in `workDirectory`. Implementations are named here and nowhere else, and loaded when they are needed.
 */
export async function openLocation(
  ctx: RunContext,
  location: StorageLocation,
  {
    forWriting = false,
    workDirectory = tmpdir(),
  }: { readonly forWriting?: boolean; readonly workDirectory?: string } = {},
): Promise<OpenLocation> {
  const [{ openObjectStore }, { VeleroBackupStore }] = await Promise.all([
    import('../storage/open.ts'),
    import('../archive/velero-backup-store.ts'),
  ]);
  ctx.signal.throwIfAborted();
  const objects = await openObjectStore(location, { forWriting, timings: ctx.timings });
  const backups = new VeleroBackupStore(objects, { workDirectory });
  return { location, objects, backups, close: () => backups.close() };
}

/** Connects to the cluster that the options, else the Pod or the kubeconfig name. What proves who we are is redacted. */
export async function openCluster(
  ctx: RunContext,
  { kubeconfig, context, as }: ClusterOptions,
  redactor: Redactor,
): Promise<Cluster> {
  const kube = await import('../kube/open.ts');
  ctx.signal.throwIfAborted();
  return kube.openCluster(ctx, { kubeconfig, context, as, onSecret: (secret) => redactor.add(secret) });
}
