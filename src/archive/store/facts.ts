import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import type { Fact, Facts } from '../../domain/backup/facts.ts';
import { type ProblemCode, RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { encodeFact, parseFact } from '../files/fact-file.ts';
import { BACKUPS, factKey, factPrefix, folderOf } from '../layout.ts';
import { readDocument } from './read-document.ts';

/** Small objects at a time. */
const PARALLEL = 8;

/** `BackupStore.readFacts`: one listing, and a small read for each fact. */
export async function readFacts(ctx: RunContext, store: ObjectStore, backup: string): Promise<Facts> {
  const keys = await Array.fromAsync(store.list(ctx, factPrefix(backup)), ({ key }) => key);
  return readEach(ctx, store, backup, keys);
}

/** `BackupStore.listFacts`. */
export async function listFacts(
  ctx: RunContext,
  store: ObjectStore,
  namePrefix: string,
): Promise<ReadonlyMap<string, Facts>> {
  const found: { readonly name: string; readonly key: string }[] = [];
  for await (const { key } of store.list(ctx, `${BACKUPS}${namePrefix}`)) {
    const name = key.slice(BACKUPS.length, key.indexOf('/', BACKUPS.length));
    if (key.startsWith(factPrefix(name))) found.push({ name, key });
  }
  const facts = new Map<string, Facts>();
  for (const [name, keys] of Map.groupBy(found, (one) => one.name)) {
    facts.set(
      name,
      await readEach(
        ctx,
        store,
        name,
        keys.map(({ key }) => key),
      ),
    );
  }
  return facts;
}

async function readEach(ctx: RunContext, store: ObjectStore, backup: string, keys: readonly string[]): Promise<Facts> {
  const read = await mapConcurrent(keys, PARALLEL, async (key) => ({
    key,
    fact: await readFact(ctx, store, backup, key),
  }));
  return {
    facts: read.flatMap(({ fact }) => (fact === undefined || fact === 'gone' ? [] : [fact])),
    unreadable: read.filter(({ fact }) => fact === undefined).map(({ key }) => key.slice(folderOf(backup).length)),
  };
}

/** `BackupStore.putFact`. A key that is taken is another fact's: nothing is ever overwritten. */
export async function putFact(ctx: RunContext, store: ObjectStore, backup: string, fact: Fact): Promise<void> {
  const key = factKey(backup, fact);
  if ((await store.put(ctx, key, encodeFact(backup, fact), { ifAbsent: true })) === 'stored') return;
  throw new RunError('cannot-write', `Cannot store ${key}: there is an object of this name in ${store.root}`, {
    hint: 'Say it once more: the next fact has a name of its own',
  });
}

/** How a fact shows that it cannot be read: what it holds, or whom it lets read it, such as a file of another user. */
const UNREADABLE: ReadonlySet<ProblemCode> = new Set(['archive-unreadable', 'permission-denied']);

/** Undefined for what is no fact that can be read: it keeps its backup, and must not keep the others from being judged. */
async function readFact(
  ctx: RunContext,
  store: ObjectStore,
  backup: string,
  key: string,
): Promise<Fact | 'gone' | undefined> {
  try {
    const bytes = await readDocument(ctx, store, key);
    return bytes === undefined ? 'gone' : parseFact(backup, bytes);
  } catch (error) {
    if (error instanceof RunError && UNREADABLE.has(error.code)) return undefined;
    throw error;
  }
}

/** The backup as its facts leave it where it was quarantined: only then are they looked for. */
export async function withAcceptance(ctx: RunContext, store: ObjectStore, backup: Backup): Promise<Backup> {
  const { quarantine } = backup;
  if (quarantine === undefined) return backup;
  const { facts } = await readFacts(ctx, store, backup.name);
  return { ...backup, quarantine: { ...quarantine, isAccepted: facts.some(({ type }) => type === 'accept') } };
}
