import type { RunContext } from '../../base/context.ts';
import { retry } from '../../base/retry.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import { type Damage, type Proof, proofOf } from '../../domain/verify/proof.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { Manifest } from '../files/manifest.ts';
import { parseResourceList, type ResourceList } from '../files/resource-list.ts';
import { archiveKey, fileKey } from '../layout.ts';
import { ContentsIndex } from '../open/contents-index.ts';
import { archiveDoubts } from '../open/open-archive.ts';
import { checkAgainstManifest, readManifest } from '../open/read-manifest.ts';
import { ArchiveReader } from '../read/archive-reader.ts';
import { readUnpacked } from '../store/read-unpacked.ts';
import { ItemCheck } from './item-check.ts';
import { inPlainWords } from './plain-words.ts';

/**
 * `BackupStore.examine`: one pass over the stored archive, which is never on a disk, and looks at the files beside it. A
 * stream that breaks off is begun anew.
 */
export async function examineBackup(ctx: RunContext, store: ObjectStore, backup: Backup): Promise<Proof> {
  const manifest = await attempt(async () => readManifest(ctx, store, backup));
  const list = await attempt(async () => readList(ctx, store, backup.name));
  const beside = [...damageOf('manifest', manifest), ...damageOf('resource-list', list)];
  if (manifest.value === undefined && manifest.failure === undefined && backup.manifestSha256 !== undefined)
    beside.push({ part: 'manifest', message: 'Its manifest is gone, which its commit object names' });
  return retry(
    ctx,
    async () => readArchive(ctx, store, backup, { manifest: manifest.value, list: list.value, beside }),
    (error) => ({ retry: error instanceof RunError && error.code === 'storage-unavailable' }),
  );
}

/** What lies beside the archive. */
interface Beside {
  readonly manifest: Manifest | undefined;
  readonly list: ResourceList | undefined;
  /** What is wrong with it. */
  readonly beside: readonly Damage[];
}

async function readArchive(
  ctx: RunContext,
  store: ObjectStore,
  { name, archiveSha256 }: Backup,
  { manifest, list, beside }: Beside,
): Promise<Proof> {
  const source = await store.get(ctx, archiveKey(name));
  const gone: Damage = { part: 'archive', message: `Its archive is gone: there is no ${archiveKey(name)}` };
  if (source === undefined) return proofOf({ items: 0, isComplete: false, damage: [gone, ...beside], doubts: [] });
  const reader = new ArchiveReader(source, { sha256: archiveSha256 ?? manifest?.archive.sha256 });
  const index = new ContentsIndex();
  const check = new ItemCheck({ hashes: manifest?.items, list });
  const read = await attempt(async () => {
    for await (const batch of reader.batches()) {
      ctx.signal.throwIfAborted();
      for (const entry of batch) {
        index.take(entry);
        check.take(entry);
      }
    }
    if (manifest !== undefined && archiveSha256 !== undefined && manifest.archive.sha256 !== archiveSha256)
      throw new RunError('archive-unreadable', 'its manifest and its commit object name different archives');
  });
  const isWhole = read.failure === undefined || /SHA-256|different archives/.test(read.failure);
  const named = await attempt(async () => {
    if (isWhole && manifest !== undefined) checkAgainstManifest(index, manifest);
  });
  const last = isWhole || check.lastItem === undefined ? '' : `; the last item before that is ${check.lastItem}`;
  const broken = damageOf('archive', read).map(({ part, message }) => ({ part, message: `${message}${last}` }));
  return proofOf({
    items: index.items,
    isComplete: manifest !== undefined,
    damage: [...broken, ...damageOf('archive', named), ...check.damage, ...beside],
    doubts: isWhole ? doubtsOf(name, { index, check, manifest, reader }) : [],
  });
}

/** What speaks against an archive that was read to its end. */
function doubtsOf(
  name: string,
  found: {
    readonly index: ContentsIndex;
    readonly check: ItemCheck;
    readonly manifest: Manifest | undefined;
    readonly reader: ArchiveReader;
  },
): string[] {
  const { index, check, manifest, reader } = found;
  return [
    ...archiveDoubts(name, reader.facts, manifest !== undefined).map(({ message }) => message),
    ...index.finish().warnings.map(({ message }) => message),
    ...check.unlisted(),
  ];
}

async function readList(ctx: RunContext, store: ObjectStore, name: string): Promise<ResourceList | undefined> {
  const file = await readUnpacked(ctx, store, fileKey(name, 'resource-list'));
  return file === undefined ? undefined : parseResourceList(file.bytes);
}

/** What reading gave, or why the bytes cannot be relied on. */
interface Attempted<T> {
  readonly value?: T | undefined;
  readonly failure?: string;
}

/** Takes what is wrong with bytes as a finding; whatever else fails is thrown. */
async function attempt<T>(read: () => Promise<T>): Promise<Attempted<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    const isDamage =
      error instanceof RunError && (error.code === 'archive-unreadable' || error.code === 'archive-unsupported');
    if (!isDamage) throw error;
    return { failure: error.message };
  }
}

const PARTS = { archive: 'Its archive', manifest: 'Its manifest', 'resource-list': 'Its resource list' } as const;

function damageOf(part: keyof typeof PARTS, { failure }: Attempted<unknown>): Damage[] {
  return failure === undefined ? [] : [{ part, message: `${PARTS[part]} is damaged: ${inPlainWords(failure)}` }];
}
