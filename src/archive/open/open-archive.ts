import { rm } from 'node:fs/promises';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import type { Entry } from '../../domain/entry.ts';
import { RunError } from '../../domain/problem.ts';
import type { ArchiveContents } from '../../domain/restore/contents.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { OpenArchive } from '../backup-store.ts';
import { archiveKey } from '../layout.ts';
import { ArchiveReader, type ArchiveFacts } from '../read/archive-reader.ts';
import { ContentsIndex } from './contents-index.ts';
import { checkAgainstManifest, readManifest } from './read-manifest.ts';
import { readVolumeFacts } from './read-volume-facts.ts';
import { whileItStands } from './still-there.ts';
import { readSpool, spoolArchive, type SpooledArchive } from './spool-archive.ts';
import { SpooledOpenArchive } from './spooled-open-archive.ts';

/** `BackupStore.openArchive`: fetches once, then proves, then tells. Nothing of an archive is used before all of it is proven. */
export async function openArchive(
  ctx: RunContext,
  store: ObjectStore,
  backup: Backup,
  workDirectory: string,
): Promise<OpenArchive> {
  return whileItStands(ctx, store, backup.name, {
    read: () => fetchAndProve(ctx, store, backup, workDirectory),
    dispose: (archive) => archive.close(),
  });
}

async function fetchAndProve(
  ctx: RunContext,
  store: ObjectStore,
  backup: Backup,
  workDirectory: string,
): Promise<OpenArchive> {
  const spooled = await spoolArchive(ctx, store, archiveKey(backup.name), workDirectory);
  if (spooled === undefined) {
    throw new RunError('backup-not-found', `Cannot restore from ${backup.name}: its archive is gone`, {
      hint: `Choose another backup; in ${store.root} there is no ${archiveKey(backup.name)}`,
    });
  }
  try {
    await ctx.reached('archive-spooled');
    return await prove(ctx, store, backup, spooled);
  } catch (error) {
    await rm(spooled.folder, { recursive: true, force: true });
    throw withBackup(error, backup.name);
  }
}

/** Readers of bytes do not know whose bytes they are: what they say is told with the backup, and with what to do. */
function withBackup(error: unknown, name: string): unknown {
  if (!(error instanceof RunError) || error.code !== 'archive-unreadable' || error.hint !== undefined) return error;
  const what = error.message.replace(/^Cannot read [^:]+: /, '');
  return new RunError(error.code, `Cannot read the archive of ${name}: ${what}`, {
    hint: `lifeboat verify ${name} tells all that is damaged. Take another backup, or copy the folder of this one again from where it is whole`,
    cause: error,
  });
}

async function prove(
  ctx: RunContext,
  store: ObjectStore,
  backup: Backup,
  spooled: SpooledArchive,
): Promise<OpenArchive> {
  expectSha256(backup.name, spooled, backup.archiveSha256);
  const index = new ContentsIndex();
  const facts = await readAll(ctx, spooled, index);
  const manifest = await readManifest(ctx, store, backup);
  if (manifest !== undefined) {
    expectSha256(backup.name, spooled, manifest.archive.sha256);
    checkAgainstManifest(index, manifest);
  }
  const { types, warnings, choice } = index.finish();
  const isComplete = manifest !== undefined;
  const contents: ArchiveContents = {
    types,
    items: index.items,
    sha256: spooled.sha256,
    isComplete,
    formatVersion: facts.formatVersion,
  };
  const volumes = await readVolumeFacts(ctx, store, backup.name);
  const doubts = [...archiveDoubts(backup.name, facts, isComplete), ...warnings];
  return new SpooledOpenArchive(spooled, { contents, volumes, warnings: doubts, choice });
}

/** The strict pass: gzip and tar to their ends, every path in the grammar of backups. */
async function readAll(ctx: RunContext, spooled: SpooledArchive, index: ContentsIndex): Promise<ArchiveFacts> {
  const reader = new ArchiveReader(readSpool(spooled));
  for await (const batch of reader.batches()) {
    ctx.signal.throwIfAborted();
    for (const entry of batch) index.take(entry);
  }
  return reader.facts;
}

function expectSha256(name: string, { sha256 }: SpooledArchive, expected: string | undefined): void {
  if (expected === undefined || expected === sha256) return;
  throw new RunError(
    'archive-unreadable',
    `Cannot trust the archive of ${name}: its SHA-256 is not the one on record`,
    {
      hint: 'Restore from another backup: somebody or something changed this one after it was made',
    },
  );
}

/**
 * What speaks against an archive that is sound as far as it goes. Without a manifest nobody knows what it should hold; a
 * packer that writes several gzip members leaves one more place where an end may be missing unseen.
 */
export function archiveDoubts(
  name: string,
  { isOneMember, formatVersion }: ArchiveFacts,
  isComplete: boolean,
): Entry[] {
  const packed = isOneMember ? '' : ', and was packed in several gzip members';
  const unproven = `Cannot prove that the archive of ${name} is complete: it has no manifest${packed}`;
  const unversioned = `The archive of ${name} does not tell the version of its format; it is read as version 1`;
  return [
    ...(isComplete ? [] : [{ code: 'completeness-unproven', message: unproven } as const]),
    ...(formatVersion === undefined ? [{ code: 'format-version-missing', message: unversioned } as const] : []),
  ];
}
