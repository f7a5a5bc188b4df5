import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { BackupDraft, BackupStore, Claim } from '../../src/archive/backup-store.ts';
import { VeleroBackupStore } from '../../src/archive/velero-backup-store.ts';
import type { RunContext } from '../../src/base/context.ts';
import type { Backup } from '../../src/domain/backup/backup.ts';
import type { StoredItem } from '../../src/domain/item.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { aClaim, anItem, attachments, commitFacts, manifestFacts } from '../support/builders.ts';
import { aContext, type TestContext } from '../support/context.ts';

/** An object store for one test, and how to be rid of it. */
export interface OpenedObjects extends AsyncDisposable {
  readonly objects: ObjectStore;
}

export type OpenObjects = () => Promise<OpenedObjects>;

/** Backups in a store of their own for each test of the suite that it is made in. */
export interface BackupStoreRig {
  readonly ctx: TestContext;
  readonly objects: ObjectStore;
  readonly backups: BackupStore;
  readonly workDirectory: string;
  /** Every key there is, sorted. */
  keys(): Promise<string[]>;
  /** A draft under a claim that nobody disputes. */
  draftOf(claim: Claim): Promise<BackupDraft>;
  draft(claim?: Partial<Claim>): Promise<BackupDraft>;
}

/** Checks after each test that no spool was left behind. */
export function backupStoreRig(open: OpenObjects): BackupStoreRig {
  const ctx = aContext();
  let opened: OpenedObjects;
  let workDirectory: string;
  let backups: BackupStore;

  beforeEach(async () => {
    opened = await open();
    workDirectory = await mkdtemp(join(tmpdir(), 'lifeboat-contract-'));
    backups = new VeleroBackupStore(opened.objects, { workDirectory });
  });

  afterEach(async () => {
    expect(await readdir(workDirectory), 'spools that nobody closed').toEqual([]);
    await rm(workDirectory, { recursive: true });
    await backups.close();
    await opened[Symbol.asyncDispose]();
  });

  const draftOf = async (claim: Claim): Promise<BackupDraft> => {
    const claimed = await backups.claim(ctx, claim, { mayTakeOver: false });
    return claimed.outcome === 'claimed' ? claimed.draft : expect.fail(`the name is ${claimed.outcome}`);
  };
  return {
    ctx,
    get objects() {
      return opened.objects;
    },
    get backups() {
      return backups;
    },
    get workDirectory() {
      return workDirectory;
    },
    keys: () => keysOf(ctx, opened.objects),
    draftOf,
    draft: (claim = {}) => draftOf(aClaim(claim)),
  };
}

/** Everything of a draft but its commit. */
export async function uploaded(ctx: RunContext, draft: BackupDraft): Promise<BackupDraft> {
  await draft.add(anItem());
  await draft.seal(ctx, manifestFacts());
  await draft.upload(ctx, attachments());
  await draft.verify(ctx);
  return draft;
}

/** A whole backup, from first item to commit, its draft closed. */
export async function makeBackup(
  ctx: RunContext,
  draft: BackupDraft,
  items: readonly StoredItem[] = [anItem()],
  attached = attachments(),
): Promise<Backup> {
  for (const item of items) await draft.add(item);
  await draft.seal(ctx, manifestFacts());
  await draft.upload(ctx, attached);
  await draft.verify(ctx);
  const backup = await draft.commit(ctx, commitFacts({ items: items.length }));
  await draft.close();
  return backup;
}

async function keysOf(ctx: RunContext, objects: ObjectStore): Promise<string[]> {
  return (await Array.fromAsync(objects.list(ctx, ''))).map(({ key }) => key).toSorted();
}

/** An object's content; fails where there is none. */
export async function bytesOf(ctx: RunContext, objects: ObjectStore, key: string): Promise<Buffer> {
  const source = (await objects.get(ctx, key)) ?? expect.fail(`${key} is missing`);
  return Buffer.concat(await Array.fromAsync(source));
}

/** Every object with its content. */
export async function snapshot(ctx: RunContext, objects: ObjectStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const key of await keysOf(ctx, objects)) found[key] = (await bytesOf(ctx, objects, key)).toString('base64');
  return found;
}
