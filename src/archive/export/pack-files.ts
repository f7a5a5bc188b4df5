import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Archiver } from 'archiver';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { keepSmallDirectory } from './zip-directory.ts';

/** A file on its way into a package or a folder. */
export interface ExportedFile {
  /** Slash-separated, relative; every part of it was made or checked by us. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** How files become one. */
export type PackageFormat = 'tar' | 'tar.gz' | 'zip';

/** Files and how to pack them. */
export interface Packing {
  readonly format: PackageFormat;
  readonly files: AsyncIterable<ExportedFile>;
  /** Of all files: the same files are then the same bytes. */
  readonly modifiedAt: Date;
}

/** Bytes handed on at a time: compressors and disks must not be fed by the entry. */
const CHUNK_BYTES = 262_144;

/** Only the owner reads what may hold Secrets. */
const MODE = 0o600;

/**
 * Packs files one after the other and hands the package on as it grows; nothing is held but a file and a few chunks. The
 * same files in the same order are the same bytes on every machine. Where it throws, what was handed on is no package.
 */
export async function packFiles(
  ctx: RunContext,
  packing: Packing,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const archive = await openArchiver(packing.format);
  const refused = new AbortController();
  const signal = AbortSignal.any([ctx.signal, refused.signal]);
  const sink = async (packed: AsyncIterable<Uint8Array>) => {
    try {
      for await (const chunk of packed) await take(chunk);
    } catch (error) {
      refused.abort(error);
      throw error;
    }
  };
  const source = inEqualChunks(archive);
  const taken = packing.format === 'tar.gz' ? pipeline(source, createGzip(), sink) : pipeline(source, sink);
  const [fed, ended] = await Promise.allSettled([feed(signal, archive, packing), taken]);
  ctx.signal.throwIfAborted();
  refused.signal.throwIfAborted();
  if (fed.status === 'rejected') throw fed.reason;
  if (ended.status === 'rejected') throw ended.reason;
}

/** Loaded when something is packed: the format's own gzip stays off, because it would be fed by the entry. */
async function openArchiver(format: PackageFormat): Promise<Archiver> {
  const { TarArchive, ZipArchive } = await import('archiver');
  if (format !== 'zip') return new TarArchive();
  const archive = new ZipArchive({ forceLocalTime: false });
  keepSmallDirectory(archive);
  return archive;
}

/**
 * Hands every file over and waits until it is packed. However that ends, the package is ended, too: a packer that is
 * destroyed in the middle writes on into what is closed.
 */
async function feed(signal: AbortSignal, archive: Archiver, { files, modifiedAt }: Packing): Promise<void> {
  try {
    for await (const { path, bytes } of files) {
      signal.throwIfAborted();
      checkPath(path);
      const added = once(archive, 'entry', { signal });
      const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      archive.append(source, { name: path, date: modifiedAt, mode: MODE });
      await added;
    }
  } finally {
    archive.finalize().catch(() => undefined); // told to who reads the package
  }
}

/** The packer takes a backslash for a slash: an object of such a name would come out under another one. */
function checkPath(path: string): void {
  if (!path.includes('\\')) return;
  throw new RunError('not-supported', `Cannot pack ${JSON.stringify(path)}: a package cannot hold the backslash`, {
    hint: 'Export with --clean, or with --format velero',
  });
}

/** Chunks of one size, whatever the pauses between them were, so that compression does not depend on time. */
async function* inEqualChunks(archive: Archiver): AsyncGenerator<Uint8Array> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let used = 0;
  for await (const part of archive.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    for (let at = 0; at < part.length;) {
      const copied = part.copy(chunk, used, at);
      [at, used] = [at + copied, used + copied];
      if (used < CHUNK_BYTES) continue;
      yield chunk;
      [chunk, used] = [Buffer.allocUnsafe(CHUNK_BYTES), 0];
    }
  }
  if (used > 0) yield chunk.subarray(0, used);
}
