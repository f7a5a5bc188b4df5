import type { ArchivedItem } from '../../domain/restore/contents.ts';
import { itemPath, VERSION_PATH } from '../paths.ts';
import type { ExportedFile } from './pack-files.ts';

/** What an archive without a version of its own is read as. */
const FORMAT_VERSION = '1.1.0';

/**
 * Items as the files of an archive, byte for byte, in the order in which they come: packed as `tar.gz`, Lifeboat and
 * Velero read them. Each item is there once, without the copy in the folder of its version.
 */
export async function* archivedFiles(
  items: AsyncIterable<ArchivedItem>,
  formatVersion: string | undefined,
): AsyncGenerator<ExportedFile> {
  yield { path: VERSION_PATH, bytes: Buffer.from(formatVersion ?? FORMAT_VERSION) };
  for await (const { ref, bytes } of items) yield { path: itemPath(ref), bytes };
}
