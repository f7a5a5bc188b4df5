import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import type { BackupStore } from '../../../archive/backup-store.ts';
import { parseResourceList, type ResourceList } from '../../../archive/files/resource-list.ts';
import type { RunContext } from '../../../base/context.ts';
import type { Backup } from '../../../domain/backup/backup.ts';
import { type GroupResource, formatGroupResource } from '../../../domain/resource.ts';
import { RunError } from '../../../domain/problem.ts';

/** What looking at all of a backup showed. */
export interface Proof {
  /**
   * `proven`: complete and as it was written, which only a manifest can show; `sound`: all of it can be read, and nothing
   * tells whether more should be there; `damaged`: not to be relied on.
   */
  readonly outcome: 'proven' | 'sound' | 'damaged';
  readonly items: number;
  /** What is damaged. */
  readonly damage: readonly string[];
  /** What is doubtful, and no damage. */
  readonly doubts: readonly string[];
}

/** More than this many sentences about one backup help nobody. */
const MOST = 20;

/**
 * Reads all of a backup's archive and says whether it can be relied on: gzip, tar, hashes and manifest as a restore checks
 * them (`BackupStore.openArchive`), then that each item is a document of its own name, and that it is on the resource
 * list. Throws what has nothing to do with the backup, such as a store that cannot be reached.
 */
export async function proveBackup(ctx: RunContext, backups: BackupStore, backup: Backup): Promise<Proof> {
  try {
    const archive = await backups.openArchive(ctx, backup);
    await using _closing = { [Symbol.asyncDispose]: async () => archive.close() };
    const list = await readList(ctx, backups, backup.name);
    const check = new ItemCheck(list);
    for await (const item of archive.items(ctx, (_type: GroupResource) => ({ version: undefined }))) check.take(item);
    const { isComplete, items } = archive.contents;
    const damage = check.damage;
    const outcome = damage.length > 0 ? 'damaged' : isComplete ? 'proven' : 'sound';
    const doubts = [...archive.warnings.map(({ message }) => message), ...check.unlisted()];
    return { outcome, items, damage, doubts: doubts.slice(0, MOST) };
  } catch (error) {
    const isDamage = error instanceof RunError && DAMAGE.has(error.code);
    if (!isDamage) throw error;
    return { outcome: 'damaged', items: 0, damage: [error.message], doubts: [] };
  }
}

const DAMAGE: ReadonlySet<string> = new Set(['archive-unreadable', 'archive-unsupported', 'backup-not-found']);

async function readList(ctx: RunContext, backups: BackupStore, name: string): Promise<ResourceList | undefined> {
  const bytes = await backups.readFile(ctx, name, 'resource-list');
  return bytes === undefined ? undefined : parseResourceList(bytes);
}

/** Items as they come, against what they should be. */
class ItemCheck {
  readonly damage: string[] = [];
  /** What the resource list names and no item was yet, by `keyOf`; undefined without a list. */
  readonly #missing: Map<string, string> | undefined;
  #extra = 0;

  constructor(list: ResourceList | undefined) {
    if (list !== undefined) {
      this.#missing = new Map(
        [...list].flatMap(([type, names]) => names.map((name) => [keyOf(type, name), `${type} ${name}`])),
      );
    }
  }

  take(item: ArchivedItem): void {
    const { group, resource, namespace, name } = item.ref;
    const where = [formatGroupResource({ group, resource }), namespace, name].filter(Boolean).join('/');
    const document = documentOf(item.bytes);
    if (document === undefined) return this.#tell(`${where} is no JSON object`);
    const { apiVersion, kind, metadata } = document;
    if (metadata?.name !== name || (metadata.namespace ?? undefined) !== namespace) {
      return this.#tell(
        `${where} holds ${[metadata?.namespace, metadata?.name].filter(Boolean).join('/') || 'no name'}`,
      );
    }
    const listed = keyOf(
      `${String(apiVersion)}/${String(kind)}`,
      namespace === undefined ? name : `${namespace}/${name}`,
    );
    if (this.#missing?.delete(listed) === false) this.#extra++;
  }

  /** Velero's list also names what it tried to store and could not. */
  unlisted(): string[] {
    const missing = [...(this.#missing?.values() ?? [])];
    return [
      ...missing.map((name) => `The resource list names ${name}, which is not in the archive`),
      ...(this.#extra > 0 ? [`The archive holds ${this.#extra} items that the resource list does not name`] : []),
    ];
  }

  #tell(what: string): void {
    if (this.damage.length < MOST) this.damage.push(what);
  }
}

/** Group, kind and name: where a backup holds several versions of an object, the list names each, and the item is one. */
function keyOf(type: string, name: string): string {
  const parts = type.split('/');
  const [group, kind] = parts.length > 2 ? [parts[0], parts[2]] : ['', parts[1]];
  return `${group}/${kind} ${name}`;
}

interface Document {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown } | null;
}

function documentOf(bytes: Uint8Array): Document | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
