import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { openLocation, type OpenLocation } from '../../src/cli/compose.ts';
import { type ApiServer, startApiServer } from './api-server/api-server.ts';
import { aClaim, anItem, aStorageLocation, attachments, commitFacts, manifestFacts } from './builders.ts';
import { lifeboat } from './cli-rig.ts';
import { aContext } from './context.ts';

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

  /** Stores a backup of one item. */
  async storeBackup(backup: string): Promise<void> {
    const ctx = aContext();
    const claimed = await this.place.backups.claim(ctx, aClaim({ backup }), { mayTakeOver: true });
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
