import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { requireProgram } from '../control-plane/programs.ts';
import { runProgram } from './cluster/run-program.ts';

/** An archive as others than Lifeboat see it. */
export interface SeenArchive {
  readonly sha256: string;
  /** What the commit object says that it should be. */
  readonly announcedSha256: string;
  /** Paths of all entries, as Go's own gzip and tar read them. */
  readonly entries: readonly string[];
}

/** The files of a storage location, looked at behind Lifeboat's back: a volume, or a bucket of the S3 gateway, is a folder. */
export function filesIn(root: string): string[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(root, join(parentPath, name))).toSorted();
}

/** The names of the backups in a location: those that are committed. */
export function backupsIn(root: string): string[] {
  return filesIn(root).flatMap((file) => /^backups\/([^/]+)\/velero-backup\.json$/.exec(file)?.[1] ?? []);
}

/** Where a backup's archive is. */
export function archiveFile(root: string, backup: string): string {
  return join(root, 'backups', backup, `${backup}.tar.gz`);
}

/** Reads a backup's archive with Go's standard library, and its hash with Node's. Throws where Go finds fault with it. */
export async function seeArchive(root: string, backup: string): Promise<SeenArchive> {
  const archive = await readFile(archiveFile(root, backup));
  const { metadata } = JSON.parse(await readFile(join(root, 'backups', backup, 'velero-backup.json'), 'utf8')) as {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  };
  const { code, stdout, stderr } = await runProgram(requireProgram('tar-list'), [], { stdin: archive });
  if (code !== 0) throw new Error(`Go cannot read ${backup}: ${stderr}`);
  const lines = stdout.trimEnd().split('\n');
  return {
    sha256: createHash('sha256').update(archive).digest('hex'),
    announcedSha256: metadata.annotations['lifeboat.dev/archive-sha256'] ?? '',
    entries: lines.map((line) => (JSON.parse(line) as { readonly name: string }).name),
  };
}
