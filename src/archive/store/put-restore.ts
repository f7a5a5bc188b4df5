import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { RestoreFile } from '../backup-browser.ts';
import type { RestoreFiles } from '../backup-store.ts';
import { encodeJson } from '../files/json.ts';
import { encodeRestoreResourceList } from '../files/restore-resource-list.ts';
import { encodeResults, type Targets } from '../files/results.ts';
import { isBackupName, restoreFileKey } from '../layout.ts';

const compress = promisify(gzip);

/** Small objects at a time. */
const PARALLEL = 4;

/** `BackupStore.putRestore`. The last two say that there is nothing, as Velero says it. */
export async function putRestoreFiles(ctx: RunContext, store: ObjectStore, restore: RestoreFiles): Promise<void> {
  const { name } = restore;
  if (!isBackupName(name)) {
    throw new RunError('usage', `Cannot call a restore ${JSON.stringify(name)}`, {
      hint: 'Use lower-case letters, digits, hyphens and dots, at most 253, as for any Kubernetes object',
    });
  }
  const files: readonly (readonly [RestoreFile, Uint8Array])[] = [
    ['logs', restore.log],
    ['results', encodeResults(restore.entries, targetsOf(restore))],
    ['resource-list', encodeRestoreResourceList(restore.items)],
    ['itemoperations', encodeJson([])],
    ['volumeinfo', encodeJson([])],
  ];
  await mapConcurrent(files, PARALLEL, async ([file, content]) => {
    ctx.signal.throwIfAborted();
    await store.put(ctx, restoreFileKey(name, file), await compress(content));
  });
}

function targetsOf({ items }: RestoreFiles): Targets {
  return new Map(items.flatMap(({ item, target }) => (target === undefined ? [] : [[item, target] as const])));
}
