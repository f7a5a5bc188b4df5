import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { BackupDraft, BackupStore } from '../../../src/archive/backup-store.ts';
import { VeleroBackupStore } from '../../../src/archive/velero-backup-store.ts';
import { aClaim, anItem, attachments, manifestFacts } from '../../support/builders.ts';
import { aContext, type TestContext } from '../../support/context.ts';
import { FaultyObjectStore } from '../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { someBytes } from './byte-streams.ts';

/** A draft under a claim of its own, on a store that fails by script; anew for each test of the file. */
export interface DraftRig {
  readonly ctx: TestContext;
  readonly workDirectory: string;
  /** What is stored, past all faults. */
  readonly memory: MemoryObjectStore;
  readonly objects: FaultyObjectStore;
  readonly draft: BackupDraft;
  /** Puts an object as somebody else does, past all faults. */
  readonly put: (key: string, text: string) => Promise<void>;
  /** Fifty items, and the seal. */
  readonly seal: () => Promise<void>;
  /** Everything up to the upload, the upload included. */
  readonly upload: () => Promise<void>;
  /** Everything up to the commit, which is not made. */
  readonly verified: () => Promise<void>;
}

/** Makes the rig; checks after each test that no spool was left behind. */
export function draftRig(): DraftRig {
  let made: Pick<DraftRig, 'ctx' | 'workDirectory' | 'memory' | 'objects' | 'draft'>;

  beforeEach(async () => {
    const ctx = aContext();
    const workDirectory = await mkdtemp(join(tmpdir(), 'lifeboat-draft-'));
    const memory = new MemoryObjectStore();
    const objects = new FaultyObjectStore(memory);
    const draft = await claimDraft(ctx, new VeleroBackupStore(objects, { workDirectory }));
    made = { ctx, workDirectory, memory, objects, draft };
  });

  afterEach(async () => {
    await made.draft.close();
    expect(await readdir(made.workDirectory)).toEqual([]);
    await rm(made.workDirectory, { recursive: true });
  });

  const rig: DraftRig = {
    get ctx() {
      return made.ctx;
    },
    get workDirectory() {
      return made.workDirectory;
    },
    get memory() {
      return made.memory;
    },
    get objects() {
      return made.objects;
    },
    get draft() {
      return made.draft;
    },
    put: async (key, text) => void (await made.memory.put(aContext(), key, Buffer.from(text))),
    seal: async () => {
      const { ctx, draft } = made;
      for (let i = 0; i < 50; i++) await draft.add(anItem({ ref: { name: `n${i}` }, bytes: someBytes(2_000, i) }));
      await draft.seal(ctx, manifestFacts());
    },
    upload: async () => {
      await rig.seal();
      await made.draft.upload(made.ctx, attachments());
    },
    verified: async () => {
      await rig.upload();
      await made.draft.verify(made.ctx);
    },
  };
  return rig;
}

/** A draft under a claim that nobody disputes. */
export async function claimDraft(ctx: TestContext, store: BackupStore): Promise<BackupDraft> {
  const claimed = await store.claim(ctx, aClaim(), { mayTakeOver: false });
  return claimed.outcome === 'claimed' ? claimed.draft : expect.fail(claimed.outcome);
}
