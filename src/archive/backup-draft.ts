import type { RunContext } from '../base/context.ts';
import { retry } from '../base/retry.ts';
import type { Backup } from '../domain/backup/backup.ts';
import type { StoredItem } from '../domain/item.ts';
import { RunError } from '../domain/problem.ts';
import type { ObjectBody, ObjectStore } from '../storage/object-store.ts';
import type { Attachments, BackupDraft, Claim, CommitFacts, ManifestFacts, SealedArchive } from './backup-store.ts';
import { encodeManifestFacts } from './files/manifest.ts';
import { encodeMetadata } from './files/metadata.ts';
import { archiveKey, fileKey, metadataKey } from './layout.ts';
import { verifyArchive } from './read/verify-archive.ts';
import { commit } from './store/commit.ts';
import { abortPuts, readClaim } from './store/claims.ts';
import { putAttachments, putNew } from './store/upload.ts';
import type { DraftFolder } from './write/draft-folder.ts';
import type { EndedArchive } from './write/archive-spool.ts';
import type { SpooledFile } from './write/spool-file.ts';

/** How often the read-back asks again where the store does not show the archive yet, or cuts it short. */
const READ_BACKS = 6;

/** Archive and manifest as they lie in the spool. */
interface Sealed {
  readonly archive: EndedArchive;
  readonly manifest: SpooledFile;
}

/** A draft on any object store. Its objects lie in the folder of its claim, and only while the claim is its own. */
export class StoredBackupDraft implements BackupDraft {
  readonly #store: ObjectStore;
  readonly #claim: Claim;
  readonly #folder: DraftFolder;
  /** Keys that were put, or tried: an interrupted put may have arrived. */
  readonly #keys: string[] = [];
  #sealed: Sealed | undefined;
  #isCommitTried = false;

  /** Takes over the folder, which `close` removes. The claim stands in the store. */
  constructor(store: ObjectStore, claim: Claim, folder: DraftFolder) {
    this.#store = store;
    this.#claim = claim;
    this.#folder = folder;
  }

  get name(): string {
    return this.#claim.backup;
  }

  get progress(): { readonly items: number; readonly bytes: number } {
    return this.#folder.spool.progress;
  }

  add(item: StoredItem): Promise<void> | false | undefined {
    return this.#folder.spool.add(item);
  }

  async seal(ctx: RunContext, facts: ManifestFacts): Promise<SealedArchive> {
    ctx.signal.throwIfAborted();
    await ctx.reached('gzip-ending');
    const { spool } = this.#folder;
    const archive = await spool.endArchive();
    const manifest = await spool.endManifest(encodeManifestFacts(facts, { backup: this.name, ...archive }));
    this.#sealed = { archive, manifest };
    return {
      items: archive.items,
      archiveBytes: archive.size,
      archiveSha256: archive.sha256,
      manifestSha256: manifest.sha256,
    };
  }

  async upload(ctx: RunContext, attachments: Attachments): Promise<void> {
    const { archive, manifest } = this.#expectSealed();
    await this.#put(ctx, archiveKey(this.name), archive, archive.sha256);
    await ctx.reached('archive-stored');
    await this.#put(ctx, fileKey(this.name, 'manifest'), manifest, manifest.sha256);
    const resourceList = this.#folder.spool.index.resourceList();
    await putAttachments(ctx, { ...attachments, resourceList }, (file, body) =>
      this.#put(ctx, fileKey(this.name, file), body),
    );
  }

  async verify(ctx: RunContext): Promise<void> {
    const { archive } = this.#expectSealed();
    const store = this.#store;
    const { ledger } = this.#folder.spool;
    let reads = 0;
    const readBack = async () => {
      reads++;
      const source = await store.get(ctx, archiveKey(this.name));
      if (source === undefined) throw new RunError('storage-unavailable', `Cannot see the archive of ${this.name} yet`);
      await verifyArchive(source, { ...archive, ledger });
    };
    try {
      await retry(ctx, readBack, (error) => ({ retry: hasCode(error, 'storage-unavailable') && reads < READ_BACKS }));
    } catch (error) {
      if (!hasCode(error, 'archive-unreadable')) throw error;
      await this.#discardDamaged(ctx);
      throw new RunError('storage-unavailable', `Cannot trust ${store.root} with ${this.name}: ${error.message}`, {
        hint: 'The data changed on its way to the store or in it: check the store and the network to it',
        cause: error,
      });
    }
  }

  async commit(ctx: RunContext, facts: CommitFacts): Promise<Backup> {
    const { archive, manifest } = this.#expectSealed();
    const names = { name: this.name, archiveSha256: archive.sha256, manifestSha256: manifest.sha256 };
    return commit(ctx, this.#store, {
      backup: this.name,
      runId: this.#claim.origin.runId,
      archiveBytes: archive.size,
      archiveSha256: archive.sha256,
      document: encodeMetadata(facts, names),
      attempted: () => {
        this.#isCommitTried = true;
      },
    });
  }

  async discard(ctx: RunContext): Promise<void> {
    if (this.#isCommitTried) {
      ctx.log.warn({ backup: this.name }, 'nothing is deleted: the commit was tried and stands or may still arrive');
      return;
    }
    const store = this.#store;
    if ((await store.head(ctx, metadataKey(this.name))) !== undefined) return;
    const holder = await readClaim(ctx, store, this.name);
    if (holder?.origin.runId !== this.#claim.origin.runId) {
      ctx.log.warn({ backup: this.name, holder: holder?.origin.runId }, 'nothing is deleted: the claim changed hands');
      return;
    }
    await abortPuts(ctx, store, this.name);
    for (const key of this.#keys) await store.delete(ctx, key);
    await store.delete(ctx, fileKey(this.name, 'claim'));
  }

  async close(): Promise<void> {
    await this.#folder.remove();
  }

  /** The damage is what the caller must hear of, whether or not the damaged objects can be deleted. */
  async #discardDamaged(ctx: RunContext): Promise<void> {
    try {
      await this.discard(ctx);
    } catch (error) {
      ctx.log.warn({ backup: this.name, err: error }, 'the damaged objects cannot be deleted');
    }
  }

  async #put(ctx: RunContext, key: string, body: ObjectBody, sha256?: string): Promise<void> {
    this.#keys.push(key);
    const metadata = { 'run-id': this.#claim.origin.runId, ...(sha256 === undefined ? {} : { sha256 }) };
    await putNew(ctx, this.#store, key, body, metadata);
  }

  #expectSealed(): Sealed {
    if (this.#sealed === undefined) throw new RunError('internal', `Cannot store ${this.name} before it is sealed`);
    return this.#sealed;
  }
}

function hasCode(error: unknown, code: RunError['code']): error is RunError {
  return error instanceof RunError && error.code === code;
}
