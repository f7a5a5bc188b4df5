import type { RunContext } from '../base/context.ts';
import type { Backup, BackupOrigin } from '../domain/backup/backup.ts';
import type { Fact, FactHead, Facts } from '../domain/backup/facts.ts';
import type { Entries, Entry } from '../domain/entry.ts';
import type { HookStatus } from '../domain/hooks/hook-log.ts';
import type { StoredItem } from '../domain/item.ts';
import type { Phase } from '../domain/phase.ts';
import type { GroupResource } from '../domain/resource.ts';
import type { ArchiveContents, ArchivedItem } from '../domain/restore/contents.ts';
import type { VolumeFacts } from '../domain/restore/volumes.ts';
import type { RestoredItem, RunResult, TypeCount } from '../domain/result/result.ts';
import type { ExaminedLink, Proof } from '../domain/verify/proof.ts';
import type { BackupBrowser } from './backup-browser.ts';
import type { MarkerStore } from './marker-store.ts';
import type { ReaderStore } from './reader-store.ts';

/** What stands in `backups/`: the backups that exist, and folders that are not one. */
export interface BackupListing {
  /** Committed ones, newest start first. */
  readonly backups: readonly Backup[];
  /** Folders without `velero-backup.json`: left by a run that died, or of one that is at work. */
  readonly uncommitted: readonly string[];
  /** Folders whose `velero-backup.json` cannot be read, or promises an archive that is gone; never touched. */
  readonly unreadable: readonly { readonly name: string; readonly message: string }[];
}

/** `<b>-claim.json`: who is making, or died making, a backup of this name. */
export interface Claim {
  readonly backup: string;
  readonly origin: Pick<BackupOrigin, 'runId' | 'policy' | 'clusterName' | 'clusterUid'>;
  readonly claimedAt: Date;
  /** Whether its run holds the policy's Lease; a run outside a Job takes none, and others cannot tell when it is dead. */
  readonly isLocked: boolean;
}

/** The files of a backup that people read, beside the archive. */
export type BackupFile = 'logs' | 'results' | 'resource-list' | 'volumeinfo' | 'manifest' | 'claim';

/** How `claim` ended. */
export type ClaimOutcome =
  /** The name is this run's; `cleaned` are the keys of what a dead attempt had left under it. */
  | { readonly outcome: 'claimed'; readonly draft: BackupDraft; readonly cleaned: readonly string[] }
  /**
   * A backup of this name exists; whether it is this run's own, `origin.runId` tells. Its archive is there, and is the
   * one that the commit object names where it is this run's own.
   */
  | { readonly outcome: 'committed'; readonly backup: Backup }
  /** Somebody else's uncommitted claim, which this run may not take over. */
  | { readonly outcome: 'refused'; readonly claim: Claim };

/** Facts that become the manifest: what was seen while collecting. */
export interface ManifestFacts {
  readonly origin: BackupOrigin;
  readonly clusterVersion: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly types: readonly TypeCount[];
  /** The run's errors and warnings so far. */
  readonly entries: Entries;
  /** The claims among the items, and how many of them have no data in the backup. */
  readonly claims: NonNullable<RunResult['claims']>;
  /** JSON of all items, in bytes. */
  readonly contentBytes?: number | undefined;
  /** The last good backup of the policy and cluster before this one; unset for the first. */
  readonly previous?: Link | undefined;
  /** Lifeboat's own version. */
  readonly version: string;
}

/** A backup that another one follows, and the SHA-256 (hex) of its manifest as it is stored. */
export interface Link {
  readonly backup: string;
  readonly manifestSha256: string;
}

/** What the run that made a backup had to tell of it, beside what its commit object says. */
export interface Findings extends Pick<ManifestFacts, 'types' | 'entries' | 'claims' | 'contentBytes' | 'previous'> {
  readonly archiveBytes: number;
}

/** The finished archive in the spool. */
export interface SealedArchive {
  readonly items: number;
  readonly archiveBytes: number;
  readonly archiveSha256: string;
  readonly manifestSha256: string;
}

/** What goes beside the archive. */
export interface Attachments {
  readonly entries: Entries;
  /** The run's log so far: JSON lines. */
  readonly log: Uint8Array;
  /** Claims without data, for Velero's volume list. */
  readonly claims: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly volume: string | undefined;
  }[];
}

/** What the commit object says: Velero's Backup. */
export interface CommitFacts {
  readonly origin: BackupOrigin;
  readonly phase: Extract<Phase, 'Completed' | 'PartiallyFailed'>;
  readonly onPartial: 'Fail' | 'Succeed';
  /** What the shrink guard found; unset where it found nothing. */
  readonly quarantined?: string | undefined;
  readonly startedAt: Date;
  readonly completedAt: Date;
  readonly expiresAt: Date;
  /** Also as `status.expiration`, which Velero's garbage collection obeys. */
  readonly allowVeleroExpiry: boolean;
  readonly storageLocation: string;
  /** Labels that the policy asks for; Velero's own win. */
  readonly labels: Readonly<Record<string, string>>;
  readonly veleroSpec: Readonly<Record<string, unknown>>;
  /** Namespaces that a label kept out, which Velero adds to the excluded ones of its spec; unset: none. */
  readonly hiddenNamespaces?: readonly string[];
  readonly cluster: { readonly gitVersion: string; readonly major: string; readonly minor: string };
  readonly items: number;
  readonly errors: number;
  readonly warnings: number;
  /** Commands that were run around the items; unset where there were none to run. */
  readonly hooks?: HookStatus | undefined;
}

/**
 * A backup in the making. The steps come in this order, each once: `add`…, `seal`, `upload`, `verify`, `commit`.
 * Before `commit` there is no backup; `close` removes the local spool in any case and is always called.
 */
export interface BackupDraft {
  readonly name: string;
  /** Items and JSON bytes added so far. */
  readonly progress: { readonly items: number; readonly bytes: number };
  /**
   * Writes both copies of an item, next to each other, into the spool: `bytes` in the folder of its version, and before
   * it the main copy, which is `mainCopy` or else the same. An item that is not of the preferred version lies in the
   * folder of its version alone. What `openArchive` gives back later is `bytes` in any case; a Velero server restores
   * main copies. A promise is back-pressure: the caller awaits it before the next `add`. May be called by several lists
   * in turn; entries never interleave. Of two items of one name and the preferred version, or of one name and another
   * version, the first is kept: `false` says that this one was left out, and is not to be counted. Throws `cannot-write`
   * when the disk is full, or for a name that no archive can hold.
   */
  add(item: StoredItem): Promise<void> | false | undefined;
  /** Ends archive and manifest. */
  seal(ctx: RunContext, facts: ManifestFacts): Promise<SealedArchive>;
  /** Puts archive, manifest, lists, results and log; everything but the commit object. */
  upload(ctx: RunContext, attachments: Attachments): Promise<void>;
  /**
   * Reads the stored archive back and proves it: SHA-256, one gzip member that ends with its checksum, tar structure
   * to the end marker, both copies of every item present and alike, or where the main one is a document of its own, each
   * as it was added. A difference is `storage-unavailable`, after the
   * draft's own objects were deleted.
   */
  verify(ctx: RunContext): Promise<void>;
  /**
   * Puts `velero-backup.json`, if absent, between two look-ups. Returns the backup as it now exists. Does not start
   * after the signal aborted; put and settling look-up have short signals of their own and are not cut by it.
   * `backup-exists` when somebody else committed this name.
   */
  commit(ctx: RunContext, facts: CommitFacts): Promise<Backup>;
  /**
   * Deletes what this draft stored, if it is not committed: nothing of a failed run stays but its record. Once `commit`
   * has begun its put, nothing is deleted: the commit object may arrive late, and must then find its archive. The next
   * attempt of the run resumes or cleans it, the next run of the policy sweeps it.
   */
  discard(ctx: RunContext): Promise<void>;
  close(): Promise<void>;
}

/**
 * Which copy of a type's items is wanted: that of a version, or without one the main copy; undefined for no item. An item
 * that has no such copy comes in another: the main one, or else that of the preferred version.
 */
export type WantedCopy = (type: GroupResource) => { readonly version: string | undefined } | undefined;

/** An archive that lies in the work directory, fetched once and proven; `close` removes it. */
export interface OpenArchive {
  readonly contents: ArchiveContents;
  /** What the backup's volume lists say, where it has any. */
  readonly volumes: VolumeFacts;
  /** What is doubtful about the archive without being a reason to refuse it: doubles, copies that differ, no manifest. */
  readonly warnings: readonly Entry[];
  /**
   * One pass over the spool: every item of the wanted types once, in the archive's order; `wanted` is asked once a type,
   * before anything is read. Costs about as much as unpacking the archive up to the last wanted item, or up to where the
   * loop is left. Several passes may be under way at once.
   */
  items(ctx: RunContext, wanted: WantedCopy): AsyncGenerator<ArchivedItem, void, void>;
  /** Removes the spool; passes that are under way fail. */
  close(): Promise<void>;
}

/** What a finished restore leaves below `restores/<name>/`, as Velero does. */
export interface RestoreFiles {
  readonly name: string;
  readonly backup: string;
  readonly entries: Entries;
  /** The run's log so far: JSON lines. */
  readonly log: Uint8Array;
  readonly items: readonly (RestoredItem & { readonly apiVersion: string; readonly kind: string })[];
}

/** Who removes a backup, and what speaks against it. */
export interface RemovalOrder {
  /** Becomes the fact that the backup goes. */
  readonly fact: FactHead;
  /** Why the backup may not go, asked twice with what is said of it: before anything is done, and at the last moment. */
  readonly doubt: (backup: Backup, facts: Facts) => string | undefined;
}

/** How a removal ended. */
export type RemovalOutcome =
  /** The backup is gone; `kept` are keys that the store did not let go, of objects that are no backup any more. */
  | { readonly outcome: 'removed'; readonly kept: readonly string[] }
  /** The backup is whole, as it was. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** There is nothing of this name. */
  | { readonly outcome: 'absent' };

/** Backups in one storage location, in Velero's layout. */
export interface BackupStore extends BackupBrowser, MarkerStore, ReaderStore {
  /** The location's root, for people. */
  readonly root: string;
  /**
   * One listing of the folders' files and one small read a folder; no more unless an archive is not among the files, or
   * a backup is quarantined: then its facts tell whether it was accepted.
   * Nothing that is listed as a backup lacks its archive.
   */
  list(ctx: RunContext, options?: { readonly namePrefix?: string }): Promise<BackupListing>;
  /** By its commit object alone: whether its archive is there, whoever needs it finds out. */
  find(ctx: RunContext, name: string): Promise<Backup | undefined>;
  /** A file beside the archive, unpacked; undefined where there is none. */
  readFile(ctx: RunContext, backup: string, file: BackupFile): Promise<Uint8Array | undefined>;
  /** The manifest's findings; undefined where there is no manifest, or one of a release that did not keep them. */
  readFindings(ctx: RunContext, backup: string): Promise<Findings | undefined>;
  /** What was said of a backup after it was made: one listing, and a small read for each fact. */
  readFacts(ctx: RunContext, backup: string): Promise<Facts>;
  /**
   * The same of all backups whose names begin so, by name; those of which nothing was said are left out. One listing of
   * their files, whatever their number.
   */
  listFacts(ctx: RunContext, namePrefix: string): Promise<ReadonlyMap<string, Facts>>;
  /** Says something of a backup: an object of its own in its folder, which is never overwritten. */
  putFact(ctx: RunContext, backup: string, fact: Fact): Promise<void>;
  /**
   * Removes a backup: its commit object first, its data next, its claim last. Cut short anywhere, it leaves the backup
   * either whole or gone; what is left in its folder then goes with the next removal of its name, or is swept. A backup
   * whose commit object cannot be read, or is protected by the store, is left as it is, and so is a folder that somebody
   * may be at work on. Called under the Lease of the backup's policy, where there is one.
   */
  remove(ctx: RunContext, name: string, order: RemovalOrder): Promise<RemovalOutcome>;
  /**
   * Starts a backup: looks for one of this name, writes the claim (conditionally), and cleans what a dead run of the
   * same cluster and policy left under this name. `mayTakeOver` says whether the caller holds the policy's Lease and so
   * knows that any other claimant of the same policy and cluster is dead that held it too, or claimed more than a day
   * ago. A commit object without its archive is no backup: where this run may (see `mayWithdraw`) it is deleted with the
   * rest, else the name is refused with `backup-exists`.
   */
  claim(ctx: RunContext, claim: Claim, options: { readonly mayTakeOver: boolean }): Promise<ClaimOutcome>;
  /**
   * Removes what dead runs of this origin's policy and cluster left uncommitted under their own claims; called under the
   * policy's Lease. What a run without the Lease claimed in the last day stays: it may be alive.
   */
  sweep(ctx: RunContext, origin: Claim['origin'], names: readonly string[]): Promise<readonly string[]>;
  /**
   * Fetches a backup's archive into the work directory and proves it before anything is done with it: SHA-256 where one
   * is on record, gzip to its end, strict tar, the manifest's items where there is a manifest. The caller closes what it
   * gets; where this throws nothing is left. Throws `archive-unreadable`, `archive-unsupported`, `backup-not-found` for a
   * backup without an archive and for one that was deleted while it was read, `cannot-write`.
   */
  openArchive(ctx: RunContext, backup: Backup): Promise<OpenArchive>;
  /**
   * Reads all of a backup, in memory that does not grow with it but for names and hashes, and tells everything that is
   * wrong with it where `openArchive` gives up at the first: gzip, tar, SHA-256, each item against the manifest, its own
   * name and the resource list. Throws only what has nothing to do with the backup, such as `storage-unavailable`.
   */
  examine(ctx: RunContext, backup: Backup): Promise<Proof>;
  /** Whether the backup before the one of this name, as its manifest tells, is still the one that it was. */
  examineLink(ctx: RunContext, backup: string): Promise<ExaminedLink>;
  /**
   * Puts the files of a restore: log, results and resource list, and the lists that Velero writes even if they are empty.
   * Those of an earlier attempt of the same name are replaced. Throws `usage` for a name that no Restore can have.
   */
  putRestore(ctx: RunContext, files: RestoreFiles): Promise<void>;
  /** Keeps a small record of a finished run under `metadata/lifeboat/runs/`, so that history survives the cluster. */
  putRunRecord(ctx: RunContext, result: RunResult): Promise<void>;
  /** Forgets the opened downloads whose end was 30 days ago; how many these were. One that the store keeps stays. */
  sweepDownloads(ctx: RunContext, now: Date): Promise<number>;
  close(): Promise<void>;
}
