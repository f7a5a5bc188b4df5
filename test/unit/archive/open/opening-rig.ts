import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { OpenArchive, WantedCopy } from '../../../../src/archive/backup-store.ts';
import { archiveKey, metadataKey } from '../../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../../src/archive/velero-backup-store.ts';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { aBackup } from '../../../support/builders.ts';
import { aContext, type TestContext } from '../../../support/context.ts';
import { FaultyObjectStore } from '../../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

/** A backup of Velero's: no hash of it is on record, and nothing lies beside its archive. */
export const FOREIGN = aBackup({ origin: undefined, archiveSha256: undefined, manifestSha256: undefined });

/** One bucket and one work directory for each test; no test may leave a spool behind. */
export interface OpeningRig {
  readonly ctx: TestContext;
  readonly memory: MemoryObjectStore;
  readonly objects: FaultyObjectStore;
  readonly store: VeleroBackupStore;
  readonly workDirectory: string;
  /** Stores an archive of a backup of Velero's, and opens it; the test closes it. */
  open(archive: Buffer, backup?: Backup): Promise<OpenArchive>;
  /** The same, closed. */
  look(archive: Buffer, backup?: Backup): Promise<Pick<OpenArchive, 'contents' | 'volumes' | 'warnings'>>;
}

export function openingRig(): OpeningRig {
  const rig = {} as { -readonly [K in keyof OpeningRig]: OpeningRig[K] };

  beforeEach(async () => {
    rig.ctx = aContext();
    rig.memory = new MemoryObjectStore();
    rig.objects = new FaultyObjectStore(rig.memory);
    rig.workDirectory = await mkdtemp(join(tmpdir(), 'lifeboat-open-'));
    rig.store = new VeleroBackupStore(rig.objects, { workDirectory: rig.workDirectory });
    rig.open = async (archive, backup = FOREIGN) => {
      await rig.memory.put(rig.ctx, archiveKey(backup.name), archive);
      await rig.memory.put(rig.ctx, metadataKey(backup.name), Buffer.from('{}'));
      return rig.store.openArchive(rig.ctx, backup);
    };
    rig.look = async (archive, backup) => {
      const opened = await rig.open(archive, backup);
      await opened.close();
      return opened;
    };
  });

  afterEach(async () => {
    expect(await readdir(rig.workDirectory), 'spools that nobody removed').toEqual([]);
    await rm(rig.workDirectory, { recursive: true });
  });

  return rig;
}

/** Every item of a pass: `<type>/<namespace>/<name>@<version>` and its text. */
export async function textsOf(
  rig: OpeningRig,
  archive: OpenArchive,
  wanted: WantedCopy = () => ({ version: undefined }),
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for await (const { ref, version, bytes } of archive.items(rig.ctx, wanted)) {
    const key = `${ref.resource}/${ref.namespace ?? ''}/${ref.name}@${version ?? '?'}`;
    expect(texts, `${key} comes twice`).not.toHaveProperty([key]);
    texts[key] = Buffer.from(bytes).toString();
  }
  return texts;
}
