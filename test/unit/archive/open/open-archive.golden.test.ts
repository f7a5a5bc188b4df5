import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../../../../src/archive/layout.ts';
import { openingRig } from './opening-rig.ts';

const GOLDEN = 'test/golden/velero-1.18.3';

/** Items in the archives that tell something of their own; Velero counts copies, an archive has each item once. */
const CASES: Readonly<Record<string, number>> = {
  full: 376,
  'one-namespace': 107,
  policy: 103,
  selector: 29,
  unfiltered: 170,
  'versions-full': 396,
};

const rig = openingRig();

/** A golden backup as it lies in the bucket, opened. */
async function openGolden(name: string) {
  const folder = join(GOLDEN, name, 'archive');
  for (const file of globSync('*', { cwd: folder })) {
    await rig.memory.put(rig.ctx, `${folderOf(name)}${file}`, readFileSync(join(folder, file)));
  }
  return rig.store.openArchive(rig.ctx, (await rig.store.find(rig.ctx, name)) ?? expect.fail(`${name} is no backup`));
}

describe('opening a golden archive', () => {
  it.each(Object.entries(CASES))(
    'finds every item of %s, and nothing doubtful but that it has no manifest',
    async (name, items) => {
      const opened = await openGolden(name);

      expect(opened.contents).toMatchObject({ items, isComplete: false, formatVersion: '1.1.0' });
      expect(opened.warnings.map(({ code }) => code)).toEqual(['completeness-unproven']);
      const seen = new Set<string>();
      for await (const { ref, version, bytes } of opened.items(rig.ctx, () => ({ version: undefined }))) {
        const { metadata, apiVersion } = JSON.parse(Buffer.from(bytes).toString()) as {
          readonly metadata: Record<string, unknown>;
          readonly apiVersion: string;
        };
        expect([metadata['name'], metadata['namespace']]).toEqual([ref.name, ref.namespace]);
        expect(basename(apiVersion)).toBe(version);
        seen.add(JSON.stringify(ref));
      }
      expect(seen.size).toBe(items);
      await opened.close();
    },
  );

  it('reads a type in each of its versions', async () => {
    const opened = await openGolden('versions-full');
    const several = opened.contents.types.filter(({ versions }) => versions.length !== 1);

    expect(Object.fromEntries(several.map(({ resource, versions }) => [resource, versions]))).toEqual({
      horizontalpodautoscalers: ['v2', 'v1'],
      widgets: ['v1', 'v1alpha1'],
    });
    for (const version of ['v1', 'v1alpha1']) {
      const items = await Array.fromAsync(
        opened.items(rig.ctx, ({ resource }) => (resource === 'widgets' ? { version } : undefined)),
      );
      expect(items.map((item) => item.version)).toEqual([version, version, version, version]);
      expect(items.every(({ bytes }) => Buffer.from(bytes).toString().includes(`"example.com/${version}"`))).toBe(true);
    }
    await opened.close();
  });

  it('knows that the data of the volumes was left out', async () => {
    const opened = await openGolden('policy');
    await opened.close();

    expect(opened.volumes.methods).toEqual(new Map(['pv-delete', 'pv-retain', 'pv-sts'].map((name) => [name, 'None'])));
  });
});
