import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMetadata } from '../../../src/archive/files/parse-metadata.ts';
import { parseResourceList } from '../../../src/archive/files/resource-list.ts';
import { parseResults } from '../../../src/archive/files/results.ts';
import { parseVolumeInfo } from '../../../src/archive/files/volume-info.ts';
import { archiveKey, folderOf } from '../../../src/archive/layout.ts';
import { ArchiveReader } from '../../../src/archive/read/archive-reader.ts';
import { VeleroBackupStore } from '../../../src/archive/velero-backup-store.ts';
import { aContext } from '../../support/context.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const GOLDEN = 'test/golden/velero-1.18.3';

/** What Velero says of a case, and how many different items the archive holds where that is another number. */
interface Case {
  readonly items: number;
  readonly errors?: number;
  readonly warnings?: number;
  readonly stored?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'excluded-resources': { items: 80 },
  full: { items: 376 },
  'missing-namespace': { items: 10, errors: 1 },
  'one-namespace': { items: 107 },
  'one-namespace-no-cluster': { items: 99 },
  ordered: { items: 30, warnings: 1 },
  policy: { items: 104, errors: 1, stored: 103 },
  'scoped-filters': { items: 94 },
  selector: { items: 29 },
  unfiltered: { items: 170 },
  'unfiltered-all-cluster-scoped': { items: 378 },
  'versions-full': { items: 401, stored: 396 },
  wildcard: { items: 111 },
};

const cases = Object.entries(CASES).map(([name, { items, errors = 0, warnings = 0, stored = items }]) => {
  return { name, errors, warnings, stored };
});

/** A bucket as Velero left it, with all golden backups in it. */
function goldenBucket(): MemoryObjectStore {
  const objects = new MemoryObjectStore();
  for (const name of Object.keys(CASES)) {
    for (const path of globSync('*', { cwd: join(GOLDEN, name, 'archive') })) {
      const bytes = readFileSync(join(GOLDEN, name, 'archive', path));
      objects.objects.set(`${folderOf(name)}${path}`, { bytes, metadata: {}, modifiedAt: new Date(0) });
    }
  }
  return objects;
}

const objects = goldenBucket();
const store = new VeleroBackupStore(objects, { workDirectory: '/nonexistent' });

async function readText(name: string, file: 'logs' | 'results' | 'resource-list' | 'volumeinfo'): Promise<Uint8Array> {
  return (await store.readFile(aContext(), name, file)) ?? Buffer.alloc(0);
}

describe('VeleroBackupStore on the golden backups', () => {
  it('lists all of them, newest first, with what they say of themselves', async () => {
    const { backups, uncommitted, unreadable } = await store.list(aContext());

    expect({ uncommitted, unreadable }).toEqual({ uncommitted: [], unreadable: [] });
    expect(backups.map(({ name }) => name).toSorted()).toEqual(Object.keys(CASES).toSorted());
    const starts = backups.map(({ startedAt }) => startedAt?.getTime() ?? 0);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    for (const backup of backups) {
      const { items = 0, errors = 0, warnings = 0 } = CASES[backup.name] ?? {};
      expect(backup).toMatchObject({
        origin: undefined,
        items,
        errors,
        warnings,
        phase: errors === 0 ? 'Completed' : 'PartiallyFailed',
        formatVersion: '1.1.0',
        startedAt: expect.any(Date) as Date,
        completedAt: expect.any(Date) as Date,
        expiresAt: expect.any(Date) as Date,
        archiveSha256: undefined,
      });
    }
  });

  it.each(cases)('reads $name entry by entry, to the end', async ({ name, stored }) => {
    const source = (await objects.get(aContext(), archiveKey(name))) ?? expect.fail('no archive');
    const reader = new ArchiveReader(source);
    const seen = new Set<string>();
    for await (const { meaning, body } of reader) {
      if (meaning.kind !== 'item') continue;
      const { ref } = meaning;
      seen.add(JSON.stringify(ref));
      const { metadata } = JSON.parse(Buffer.from(body).toString()) as { metadata: Record<string, unknown> };
      expect([metadata['name'], metadata['namespace']]).toEqual([ref.name, ref.namespace]);
    }

    expect(reader.facts.formatVersion).toBe('1.1.0');
    expect(reader.facts.isOneMember).toBe(true);
    expect(seen.size).toBe(stored);
  });

  it.each(cases)('decodes the lists beside $name', async ({ name, errors, warnings }) => {
    const list = parseResourceList(await readText(name, 'resource-list'));
    const results = parseResults(await readText(name, 'results'));

    expect(list.size).toBeGreaterThan(1);
    expect([...list.keys()].every((type) => /^[a-z0-9./]+\/[A-Z]\w+$/.test(type))).toBe(true);
    expect([...list.values()].every((names) => names.length > 0)).toBe(true);
    expect(results.errors.velero).toHaveLength(errors);
    expect(results.warnings.velero).toHaveLength(warnings);
    expect(Buffer.from(await readText(name, 'logs')).toString()).toMatch(/level=info/);
  });

  it('reads why volumes were left out', async () => {
    const volumes = parseVolumeInfo(await readText('policy', 'volumeinfo'));

    expect(volumes.find(({ claimName }) => claimName === 'data-retain')).toMatchObject({
      claimNamespace: 'alpha',
      volume: 'pv-retain',
      method: undefined,
      isSkipped: true,
      skippedReason: expect.stringContaining('skipped due to resource policy') as string,
    });
  });

  it('has neither manifest nor claim, which only Lifeboat writes', async () => {
    expect(await store.readFile(aContext(), 'full', 'manifest')).toBeUndefined();
    expect(await store.readFile(aContext(), 'full', 'claim')).toBeUndefined();
  });

  it.each(globSync(join(GOLDEN, '*/backup.json')).map((path) => [basename(join(path, '..')), path]))(
    'decodes the Backup object of %s, refused ones too',
    (name, path) => {
      const parsed = parseMetadata(name, readFileSync(path));

      expect(parsed).toMatchObject({
        ok: true,
        value: {
          name,
          phase: name.startsWith('invalid-')
            ? 'FailedValidation'
            : (expect.stringMatching(/Completed|Failed/) as string),
        },
      });
    },
  );
});
