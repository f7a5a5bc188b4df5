import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeClaim } from '../../src/archive/files/claim-file.ts';
import { encodeMetadata } from '../../src/archive/files/metadata.ts';
import { archiveKey, fileKey, metadataKey } from '../../src/archive/layout.ts';
import { aClaim, anOrigin, commitFacts } from './builders.ts';

const SHA256 = '0'.repeat(64);
const DAY_MS = 86_400_000;

/** A backup as `plant` makes it up; its archive is no archive. */
export interface PlantedBackup {
  readonly name: string;
  readonly startedAt?: Date;
  /** After its start. */
  readonly ttlDays?: number;
  readonly origin?: Parameters<typeof anOrigin>[0];
  readonly labels?: Readonly<Record<string, string>>;
}

/** A folder with made-up backups, gone when it is disposed. */
export interface PlantedLocation extends Disposable {
  readonly root: string;
  /** Names of the folders below `backups/`. */
  names(): string[];
}

/** Lays out backups of which only what lists and judgements read is real. */
export function plant(...backups: readonly PlantedBackup[]): PlantedLocation {
  const root = mkdtempSync(join(tmpdir(), 'lifeboat-planted-'));
  for (const { name, startedAt = new Date('2026-11-20T02:17:00Z'), ttlDays = 30, origin, labels = {} } of backups) {
    const facts = commitFacts({
      origin: anOrigin({ scheduledFor: startedAt, ...origin }),
      startedAt,
      completedAt: startedAt,
      expiresAt: new Date(startedAt.getTime() + ttlDays * DAY_MS),
      labels,
    });
    mkdirSync(join(root, 'backups', name), { recursive: true });
    writeFileSync(
      join(root, metadataKey(name)),
      encodeMetadata(facts, { name, archiveSha256: SHA256, manifestSha256: SHA256 }),
    );
    writeFileSync(join(root, archiveKey(name)), 'archive');
    const claim = aClaim({ backup: name, origin: facts.origin, claimedAt: startedAt });
    writeFileSync(join(root, fileKey(name, 'claim')), encodeClaim(claim));
  }
  return {
    root,
    names: () => readdirSync(join(root, 'backups')).toSorted(),
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}
