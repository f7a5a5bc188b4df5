import { mapConcurrent } from '../base/concurrent.ts';
import type { RunContext } from '../base/context.ts';
import { type Backup, byNewestStart, promisesArchive } from '../domain/backup/backup.ts';
import { type Fact, type Facts, NO_FACTS } from '../domain/backup/facts.ts';
import type { OnceRecord } from '../domain/lock/once.ts';
import { RunError } from '../domain/problem.ts';
import { encodeResult, MAX_RESULT_BYTES } from '../domain/result/document.ts';
import type { RunResult } from '../domain/result/result.ts';
import { truncateResult } from '../domain/result/truncate.ts';
import type { ExaminedLink, Proof } from '../domain/verify/proof.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { Found, RestoreFile, RunRecordHint } from './backup-browser.ts';
import { StoredBackupDraft } from './backup-draft.ts';
import type {
  BackupDraft,
  BackupFile,
  BackupListing,
  BackupStore,
  Claim,
  ClaimOutcome,
  Findings,
  OpenArchive,
  RemovalOrder,
  RemovalOutcome,
  RestoreFiles,
} from './backup-store.ts';
import { examineBackup } from './examine/examine.ts';
import { examineLink } from './examine/examine-link.ts';
import { sweepDownloads } from './export/download-records.ts';
import { findingsOf, parseManifest } from './files/manifest.ts';
import { parseMetadata } from './files/parse-metadata.ts';
import {
  archiveKey,
  BACKUPS,
  fileKey,
  isBackupName,
  markerKey,
  metadataKey,
  restoreFileKey,
  RESTORES,
  runRecordKey,
} from './layout.ts';
import type { MarkerPlace } from './marker-store.ts';
import { openArchive } from './open/open-archive.ts';
import { browseBackups, browseRunRecords, restoreNames } from './store/browse.ts';
import { secureClaim, sweepFolder, tidyFolder } from './store/claims.ts';
import { listFacts, putFact, readFacts, withAcceptance } from './store/facts.ts';
import { withdrawHollow } from './store/hollow-commit.ts';
import { putMarker, readMarker } from './store/markers.ts';
import { putRestoreFiles } from './store/put-restore.ts';
import { readDocument } from './store/read-document.ts';
import { beginReading, endReading } from './store/readers.ts';
import { readUnpacked } from './store/read-unpacked.ts';
import { removeBackup } from './store/remove.ts';
import { DraftFolder } from './write/draft-folder.ts';

/** Metadata files read at a time for a listing. */
const PARALLEL = 16;

/** Settings of a `VeleroBackupStore`. */
export interface BackupStoreOptions {
  /** Where archives are spooled, with a draft's manifest: room for one compressed archive. */
  readonly workDirectory: string;
}

/** Backups in Velero's layout on any object store; this folder knows the format, the store knows keys and bytes. */
export class VeleroBackupStore implements BackupStore {
  readonly #store: ObjectStore;
  readonly #options: BackupStoreOptions;

  constructor(store: ObjectStore, options: BackupStoreOptions) {
    this.#store = store;
    this.#options = options;
  }

  get root(): string {
    return this.#store.root;
  }

  async list(ctx: RunContext, options: { readonly namePrefix?: string } = {}): Promise<BackupListing> {
    const { namePrefix = '' } = options;
    const folders = await this.#folders(ctx, namePrefix);
    const backups: Backup[] = [];
    const uncommitted: string[] = [];
    const unreadable: { name: string; message: string }[] = [];
    await mapConcurrent([...folders], PARALLEL, async ([name, hasArchive]) => {
      const found = await this.#read(ctx, name);
      if (found === undefined) uncommitted.push(name);
      else if (typeof found === 'string') unreadable.push({ name, message: found });
      else if (promisesArchive(found) && !hasArchive && !(await this.#holdsArchive(ctx, name)))
        unreadable.push({ name, message: 'its archive is gone' });
      else backups.push(found);
    });
    return {
      backups: backups.toSorted((a, b) => byNewestStart(a, b) || compare(b.name, a.name)),
      uncommitted: uncommitted.toSorted(),
      unreadable: unreadable.toSorted((a, b) => compare(a.name, b.name)),
    };
  }

  async find(ctx: RunContext, name: string): Promise<Backup | undefined> {
    if (!isBackupName(name)) return undefined;
    const found = await this.#read(ctx, name);
    if (typeof found === 'string') throw new RunError('archive-unreadable', `Cannot read backup ${name}: ${found}`);
    return found;
  }

  async readFile(ctx: RunContext, backup: string, file: BackupFile): Promise<Uint8Array | undefined> {
    if (!isBackupName(backup)) return undefined;
    const key = fileKey(backup, file);
    if (file === 'claim') return readDocument(ctx, this.#store, key);
    return (await readUnpacked(ctx, this.#store, key))?.bytes;
  }

  async readFindings(ctx: RunContext, backup: string): Promise<Findings | undefined> {
    const manifest = await this.readFile(ctx, backup, 'manifest');
    return manifest === undefined ? undefined : findingsOf(parseManifest(manifest));
  }

  async readFacts(ctx: RunContext, backup: string): Promise<Facts> {
    return isBackupName(backup) ? readFacts(ctx, this.#store, backup) : NO_FACTS;
  }

  async listFacts(ctx: RunContext, namePrefix: string): Promise<ReadonlyMap<string, Facts>> {
    return listFacts(ctx, this.#store, namePrefix);
  }

  async putFact(ctx: RunContext, backup: string, fact: Fact): Promise<void> {
    await putFact(ctx, this.#store, backup, fact);
  }

  async beginReading(...[ctx, backup, reader, head]: Parameters<BackupStore['beginReading']>): Promise<void> {
    await beginReading(ctx, this.#store, backup, reader, head);
  }

  async endReading(...[ctx, backup, run, head]: Parameters<BackupStore['endReading']>): Promise<void> {
    await endReading(ctx, this.#store, backup, run, head);
  }

  async remove(ctx: RunContext, name: string, order: RemovalOrder): Promise<RemovalOutcome> {
    return isBackupName(name) ? removeBackup(ctx, this.#store, name, order) : { outcome: 'absent' };
  }

  async claim(ctx: RunContext, claim: Claim, options: { readonly mayTakeOver: boolean }): Promise<ClaimOutcome> {
    const { backup } = claim;
    if (!isBackupName(backup)) {
      throw new RunError('usage', `Cannot call a backup ${JSON.stringify(backup)}`, {
        hint: 'Use lower-case letters, digits, hyphens and dots, at most 253, as for any Kubernetes object',
      });
    }
    const found = await this.#read(ctx, backup);
    if (typeof found === 'string') throw new RunError('backup-exists', `Cannot create backup ${backup}: ${found}`);
    if (found !== undefined && !(await withdrawHollow(ctx, this.#store, found, claim, options.mayTakeOver))) {
      if (options.mayTakeOver && found.origin?.runId === claim.origin.runId) await tidyFolder(ctx, this.#store, backup);
      return { outcome: 'committed', backup: found };
    }
    const secured = await secureClaim(ctx, this.#store, claim, options.mayTakeOver);
    if (secured.outcome === 'refused') return secured;
    if (secured.cleaned.length > 0)
      ctx.log.info({ backup, cleaned: secured.cleaned }, 'leftovers of a dead run deleted');
    return { outcome: 'claimed', draft: await this.#open(ctx, claim), cleaned: secured.cleaned };
  }

  async sweep(ctx: RunContext, origin: Claim['origin'], names: readonly string[]): Promise<readonly string[]> {
    const swept: string[] = [];
    for (const name of names.filter(isBackupName)) {
      try {
        if (await sweepFolder(ctx, this.#store, name, origin)) swept.push(name);
      } catch (error) {
        ctx.signal.throwIfAborted();
        if (!(error instanceof RunError)) throw error;
        ctx.log.warn({ backup: name, code: error.code, reason: error.message }, 'leftovers kept');
      }
    }
    return swept;
  }

  openArchive(ctx: RunContext, backup: Backup): Promise<OpenArchive> {
    return openArchive(ctx, this.#store, backup, this.#options.workDirectory);
  }

  async examine(ctx: RunContext, backup: Backup): Promise<Proof> {
    return examineBackup(ctx, this.#store, backup);
  }

  async examineLink(ctx: RunContext, backup: string): Promise<ExaminedLink> {
    return examineLink(ctx, this.#store, backup);
  }

  async putRestore(ctx: RunContext, files: RestoreFiles): Promise<void> {
    await putRestoreFiles(ctx, this.#store, files);
  }

  async putRunRecord(ctx: RunContext, result: RunResult): Promise<void> {
    const record = Buffer.from(encodeResult(truncateResult(result, MAX_RESULT_BYTES)));
    await this.#store.put(ctx, runRecordKey(result), record, { metadata: { 'run-id': result.runId } });
  }

  async readMarker(ctx: RunContext, place: MarkerPlace): Promise<OnceRecord | undefined> {
    return readMarker(ctx, this.#store, place);
  }

  async putMarker(ctx: RunContext, place: MarkerPlace, record: OnceRecord): Promise<void> {
    await putMarker(ctx, this.#store, place, record);
  }

  async deleteMarker(ctx: RunContext, place: MarkerPlace): Promise<void> {
    await this.#store.delete(ctx, markerKey(place));
  }

  async browse(ctx: RunContext, isCandidate: (name: string) => boolean, visit: (found: Found) => void): Promise<void> {
    await browseBackups(ctx, this.#store, isCandidate, { read: (name) => this.#read(ctx, name), visit });
  }

  async archiveBytes(ctx: RunContext, backup: string): Promise<number | undefined> {
    return isBackupName(backup) ? (await this.#store.head(ctx, archiveKey(backup)))?.size : undefined;
  }

  async browseRunRecords(
    ctx: RunContext,
    isCandidate: (hint: RunRecordHint) => boolean,
    visit: (result: RunResult) => void,
  ): Promise<void> {
    await browseRunRecords(ctx, this.#store, isCandidate, visit);
  }

  async restoreNames(ctx: RunContext): Promise<readonly string[]> {
    return restoreNames(ctx, this.#store, RESTORES);
  }

  async readRestoreFile(ctx: RunContext, restore: string, file: RestoreFile): Promise<Uint8Array | undefined> {
    if (!isBackupName(restore)) return undefined;
    return (await readUnpacked(ctx, this.#store, restoreFileKey(restore, file)))?.bytes;
  }

  async sweepDownloads(ctx: RunContext, now: Date): Promise<number> {
    return sweepDownloads(ctx, this.#store, now);
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  /** Folders whose names begin so, each with whether the listing shows an archive in it. */
  async #folders(ctx: RunContext, namePrefix: string): Promise<Map<string, boolean>> {
    const folders = new Map<string, boolean>();
    for await (const { key } of this.#store.list(ctx, `${BACKUPS}${namePrefix}`)) {
      const end = key.indexOf('/', BACKUPS.length);
      const name = key.slice(BACKUPS.length, end);
      if (end > 0) folders.set(name, folders.get(name) === true || key === archiveKey(name));
    }
    return folders;
  }

  /** A listing may be older than the folder that is read after it. */
  async #holdsArchive(ctx: RunContext, name: string): Promise<boolean> {
    return (await this.#store.head(ctx, archiveKey(name))) !== undefined;
  }

  /** The backup, undefined where nothing is committed, or a sentence about why it cannot be read. */
  async #read(ctx: RunContext, name: string): Promise<Backup | string | undefined> {
    if (!isBackupName(name)) return 'its folder’s name is not one that a backup can have';
    try {
      const bytes = await readDocument(ctx, this.#store, metadataKey(name));
      if (bytes === undefined) return undefined;
      const parsed = parseMetadata(name, bytes);
      return parsed.ok ? await withAcceptance(ctx, this.#store, parsed.value) : parsed.error;
    } catch (error) {
      if (error instanceof RunError && error.code === 'archive-unreadable') return error.message;
      throw error;
    }
  }

  /** Opens the spool for a claim that stands; where that fails, the claim does not stay behind. */
  async #open(ctx: RunContext, claim: Claim): Promise<BackupDraft> {
    try {
      return new StoredBackupDraft(this.#store, claim, await DraftFolder.create(ctx, this.#options.workDirectory));
    } catch (error) {
      await this.#release(ctx, claim);
      throw error;
    }
  }

  /** Why the spool failed is what the caller must hear of; a claim that stays is swept by the next run. */
  async #release(ctx: RunContext, { backup }: Claim): Promise<void> {
    try {
      await this.#store.delete(ctx, fileKey(backup, 'claim'));
    } catch (error) {
      ctx.log.warn({ backup, err: error }, 'the claim on the backup cannot be deleted');
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
