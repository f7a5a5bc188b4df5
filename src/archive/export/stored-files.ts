import { createHash } from 'node:crypto';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { archiveKey, fileKey, folderOf, metadataKey } from '../layout.ts';

/** A file of a backup as its location stores it. */
export interface StoredFile {
  /** Its name in the backup's folder. */
  readonly name: string;
  readonly size: number;
  /** Its bytes, once. Throws `archive-unreadable` at their end where they are not those on record. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Every file of a backup, byte for byte; the one that makes it a backup comes last. */
export async function* storedFiles(ctx: RunContext, store: ObjectStore, backup: Backup): AsyncGenerator<StoredFile> {
  const folder = folderOf(backup.name);
  const found: { readonly key: string; readonly size: number }[] = [];
  for await (const { key, size } of store.list(ctx, folder)) {
    if (!key.slice(folder.length).includes('/')) found.push({ key, size });
  }
  const last = metadataKey(backup.name);
  for (const { key, size } of found.toSorted((a, b) => Number(a.key === last) - Number(b.key === last))) {
    const source = await store.get(ctx, key);
    if (source === undefined) throw new RunError('backup-not-found', `${key} in ${store.root} has gone meanwhile`);
    yield { name: key.slice(folder.length), size, body: proven(source, key, sha256OnRecord(backup, key)) };
  }
}

/** What a backup's commit object says of one of its files: SHA-256, hex; undefined for most files, and for Velero's. */
export function sha256OnRecord({ name, archiveSha256, manifestSha256 }: Backup, key: string): string | undefined {
  if (key === archiveKey(name)) return archiveSha256;
  return key === fileKey(name, 'manifest') ? manifestSha256 : undefined;
}

/** A file's bytes; throws `archive-unreadable` at their end where they are others than those of this SHA-256. */
export async function* proven(
  source: AsyncIterable<Uint8Array>,
  key: string,
  sha256: string | undefined,
): AsyncGenerator<Uint8Array> {
  const hash = sha256 === undefined ? undefined : createHash('sha256');
  for await (const chunk of source) {
    hash?.update(chunk);
    yield chunk;
  }
  if (hash === undefined || hash.digest('hex') === sha256) return;
  throw new RunError('archive-unreadable', `Cannot trust ${key}: its SHA-256 is not the one on record`, {
    hint: 'Fetch another backup: somebody or something changed this one after it was made',
  });
}
