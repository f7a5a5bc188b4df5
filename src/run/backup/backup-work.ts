import type { BackupStore } from '../../archive/backup-store.ts';
import type { Cluster } from '../../kube/cluster.ts';
import type { Journal } from '../journal.ts';
import type { IdentifiedRun, RunServices } from '../services.ts';

/** What one backup works with, after lock and claim. */
export interface BackupWork {
  readonly cluster: Cluster;
  readonly backups: BackupStore;
  readonly journal: Journal;
  readonly run: IdentifiedRun;
  readonly recordedLog: RunServices['recordedLog'];
  /** The policy's Lease is held: no other run of the policy is alive. */
  readonly isLocked: boolean;
  /** The Lease was held by another run, and this one waited for it. */
  readonly hasWaited: boolean;
}
