import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { openLocation, type OpenLocation } from '../../src/cli/compose.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { renderResultConfigMap } from '../../src/report/render-result.ts';
import { type ApiServer, startApiServer } from './api-server/api-server.ts';
import { aClaim, anItem, aRunResult, aStorageLocation, attachments, commitFacts, manifestFacts } from './builders.ts';
import { lifeboat } from './cli-rig.ts';
import { aContext } from './context.ts';

/** The backup that is found, and the Job that made it. */
export const BACKUP = 'nightly-20261121021700';
export const JOB = { namespace: 'lifeboat', name: 'backup-nightly-29920457', uid: 'job-1' };

/** A cluster in memory with a namespace `lifeboat`, and a folder of backups beside it: what commands find things in. */
export class ClusterAndLocation implements AsyncDisposable {
  readonly #folder: string;
  readonly server: ApiServer;
  readonly place: OpenLocation;

  private constructor(folder: string, server: ApiServer, place: OpenLocation) {
    this.#folder = folder;
    this.server = server;
    this.place = place;
  }

  static async open(): Promise<ClusterAndLocation> {
    const folder = mkdtempSync(join(tmpdir(), 'lifeboat-find-'));
    const server = await startApiServer();
    server.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lifeboat' } }]);
    const provider = { type: 'filesystem', path: join(folder, 'backups') } as const;
    const place = await openLocation(aContext(), aStorageLocation({ provider }), { forWriting: true });
    const opened = new ClusterAndLocation(folder, server, place);
    opened.actAs(server.token);
    return opened;
  }

  /** What `--from` takes. */
  get root(): string {
    return join(this.#folder, 'backups');
  }

  /** Has commands ask the cluster with this token from now on; at first it is that of somebody who may do everything. */
  actAs(token: string): void {
    writeFileSync(join(this.#folder, 'kubeconfig'), this.server.kubeconfigOf(token, 'lifeboat'));
  }

  /** A command that may ask the cluster. */
  async ask(...words: readonly string[]) {
    return lifeboat([...words, '--kubeconfig', join(this.#folder, 'kubeconfig')], { clock: systemClock });
  }

  /** The result of the run that made the backup. */
  made(run: Partial<RunResult> = {}): RunResult {
    return aRunResult({
      job: JOB,
      location: { name: 'default', root: this.place.backups.root },
      backup: { name: BACKUP, folder: `backups/${BACKUP}/`, committed: true, items: 1, archiveBytes: 321 },
      ...run,
    });
  }

  /** Puts that result, as it would otherwise be, into the cluster. */
  seedResult(run: Partial<RunResult> = {}): void {
    this.server.seed([renderResultConfigMap(this.made(run), JOB.namespace)]);
  }

  /** Puts its Job there. */
  seedJob(more: object = {}): void {
    this.server.seed([{ apiVersion: 'batch/v1', kind: 'Job', metadata: { ...JOB }, ...more }]);
  }

  /** Stores the backup, of one item. */
  async storeBackup(): Promise<void> {
    const ctx = aContext();
    const claimed = await this.place.backups.claim(ctx, aClaim({ backup: BACKUP }), { mayTakeOver: true });
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    await claimed.draft.add(anItem());
    await claimed.draft.seal(ctx, manifestFacts());
    await claimed.draft.upload(ctx, attachments());
    await claimed.draft.verify(ctx);
    await claimed.draft.commit(ctx, commitFacts());
    await claimed.draft.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.place.close();
    await this.server.close();
    rmSync(this.#folder, { recursive: true });
  }
}
