import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import { decodeResult, MAX_RESULT_BYTES } from '../../domain/result/document.ts';
import type { RunResult } from '../../domain/result/result.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { Found, RunRecordHint } from '../backup-browser.ts';
import { BACKUPS, isBackupName, parseRunRecordKey, RUNS } from '../layout.ts';
import { readBytes } from '../read/read-bytes.ts';

/** Small objects read at a time: as many as a location has connections. What is under way outlives garbage. */
const PARALLEL = 8;

/** `BackupBrowser.browse`; `read` tells of a folder what its commit object says. */
export async function browseBackups(
  ctx: RunContext,
  store: ObjectStore,
  isCandidate: (name: string) => boolean,
  {
    read,
    visit,
  }: {
    readonly read: (name: string) => Promise<Backup | string | undefined>;
    readonly visit: (found: Found) => void;
  },
): Promise<void> {
  const names = (await store.listFolders(ctx, BACKUPS)).filter((name) => isCandidate(name));
  await mapConcurrent(names, PARALLEL, async (name) => {
    const found = await read(name);
    if (found === undefined) visit({ name, uncommitted: true });
    else if (typeof found === 'string') visit({ name, unreadable: found });
    else visit({ name, backup: found });
  });
}

/** `BackupBrowser.browseRunRecords`. */
export async function browseRunRecords(
  ctx: RunContext,
  store: ObjectStore,
  isCandidate: (hint: RunRecordHint) => boolean,
  visit: (result: RunResult) => void,
): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of store.list(ctx, RUNS)) {
    const hint = parseRunRecordKey(key);
    if (hint !== undefined && isCandidate(hint)) keys.push(key);
  }
  await mapConcurrent(keys, PARALLEL, async (key) => {
    const result = await readRunRecord(ctx, store, key);
    if (result !== undefined) visit(result);
  });
}

async function readRunRecord(ctx: RunContext, store: ObjectStore, key: string): Promise<RunResult | undefined> {
  try {
    const source = await store.get(ctx, key);
    if (source === undefined) return undefined; // deleted since it was listed
    const result = decodeResult((await readBytes(source, 2 * MAX_RESULT_BYTES)).toString());
    if (result === undefined) ctx.log.warn({ key }, 'the record of a run cannot be read');
    return result;
  } catch (error) {
    if (!(error instanceof RunError) || error.code !== 'archive-unreadable') throw error;
    ctx.log.warn({ key, reason: error.message }, 'the record of a run cannot be read');
    return undefined;
  }
}

/** Folders of restores with names that a restore can have. */
export async function restoreNames(ctx: RunContext, store: ObjectStore, prefix: string): Promise<readonly string[]> {
  return (await store.listFolders(ctx, prefix)).filter((name) => isBackupName(name));
}
