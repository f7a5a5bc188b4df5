import type { BackupStore } from '../archive/backup-store.ts';
import type { RunContext } from '../base/context.ts';
import type { Entry } from '../domain/entry.ts';
import type { RunResult } from '../domain/result/result.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { Ending } from './conclude-run.ts';
import type { Journal } from './journal.ts';
import type { IdentifiedRun, Order, PodFacts, RunServices } from './services.ts';

/** What an action works with, once policy, Lease, record and location are there. */
export interface Work<O extends Order> {
  readonly cluster: Cluster;
  readonly backups: BackupStore;
  readonly journal: Journal;
  readonly run: IdentifiedRun<O>;
  readonly pod: PodFacts | undefined;
  readonly recordedLog: RunServices['recordedLog'];
  /** Takes secrets from what a hook printed. */
  readonly redact?: RunServices['redact'];
  /** The policy's Lease is held: no other run of the policy is alive. */
  readonly isLocked: boolean;
  /** The Lease was held by another run, and this one waited for it. */
  readonly hasWaited: boolean;
}

/** The one thing that a run does between its claim and its last words. */
export interface Action<O extends Order> {
  readonly name: RunResult['action'];
  onBusy(order: O | undefined): 'Wait' | 'Fail';
  /** Whether a partial end is a failure of the Job. */
  onPartial(order: O | undefined): 'Fail' | 'Succeed';
  /** Does it. Throws what ended it early. */
  perform(ctx: RunContext, work: Work<O>): Promise<Ending>;
  /**
   * This is how the run ends. What the action keeps elsewhere is closed before anything is published: a Pod that is
   * killed in between leaves a run that knows it is done. Returns what could not be closed.
   */
  settle(ctx: RunContext, result: RunResult): Promise<readonly Entry[]>;
}
