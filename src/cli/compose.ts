import type { BackupStore } from '../archive/backup-store.ts';
import type { RunContext } from '../base/context.ts';
import type { StorageLocation } from '../domain/storage-location.ts';
import type { Cluster } from '../kube/cluster.ts';
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
} as const satisfies OptionSpecs;

/** The values of those options. */
export type ClusterOptions = OptionValues<typeof CLUSTER_OPTIONS>;

/** Opens the backups at a location. The implementations are loaded here and nowhere else, when they are needed. */
export async function openBackupStore(ctx: RunContext, location: StorageLocation): Promise<BackupStore> {
  const [{ openObjectStore }, { VeleroBackupStore }] = await Promise.all([
    import('../storage/open.ts'),
    import('../archive/velero-backup-store.ts'),
  ]);
  ctx.signal.throwIfAborted();
  return new VeleroBackupStore(openObjectStore(location));
}

/** Connects to the cluster that the options, else the Pod or the kubeconfig name. */
export async function openCluster(ctx: RunContext, options: ClusterOptions): Promise<Cluster> {
  const kube = await import('../kube/open.ts');
  return kube.openCluster(ctx, options);
}
