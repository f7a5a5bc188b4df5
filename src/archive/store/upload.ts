import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectBody, ObjectStore } from '../../storage/object-store.ts';
import type { Attachments } from '../backup-store.ts';
import { encodeJson } from '../files/json.ts';
import { encodeResourceList } from '../files/resource-list.ts';
import { encodeResults } from '../files/results.ts';
import { encodeVolumeInfo } from '../files/volume-info.ts';
import type { SideFile } from '../layout.ts';

const compress = promisify(gzip);

/** Small objects at a time. */
const PARALLEL = 4;

/** Puts one object of a draft. A key that is taken is somebody else's: nothing is ever overwritten. */
export async function putNew(
  ctx: RunContext,
  store: ObjectStore,
  key: string,
  body: ObjectBody,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  if ((await store.put(ctx, key, body, { ifAbsent: true, metadata })) === 'stored') return;
  throw new RunError('backup-exists', `Cannot store ${key}: there is an object of this name in ${store.root}`, {
    hint: 'Another writer uses this folder, or an object lock keeps what an earlier attempt left: choose another name',
  });
}

/**
 * Puts the files beside the archive, compressed as Velero compresses them. The last three say that there is nothing:
 * `null` and `[]` as Velero itself writes them, so that its describe command asks no further.
 */
export async function putAttachments(
  ctx: RunContext,
  attachments: Attachments & { readonly resourceList: Readonly<Record<string, readonly string[]>> },
  put: (file: SideFile, body: Uint8Array) => Promise<void>,
): Promise<void> {
  const files: readonly (readonly [SideFile, Uint8Array])[] = [
    ['resource-list', encodeResourceList(attachments.resourceList)],
    ['results', encodeResults(attachments.entries)],
    ['volumeinfo', encodeVolumeInfo(attachments.claims)],
    ['logs', attachments.log],
    ['podvolumebackups', encodeJson(null)],
    ['volumesnapshots', encodeJson(null)],
    ['itemoperations', encodeJson([])],
  ];
  await mapConcurrent(files, PARALLEL, async ([file, content]) => {
    ctx.signal.throwIfAborted();
    await put(file, await compress(content));
  });
}
