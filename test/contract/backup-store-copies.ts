import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OpenArchive } from '../../src/archive/backup-store.ts';
import { archiveKey, fileKey } from '../../src/archive/layout.ts';
import { parseManifest } from '../../src/archive/files/manifest.ts';
import { ArchiveReader } from '../../src/archive/read/archive-reader.ts';
import { readUnpacked } from '../../src/archive/store/read-unpacked.ts';
import type { RunContext } from '../../src/base/context.ts';
import type { StoredItem } from '../../src/domain/item.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { aClaim, anItem } from '../support/builders.ts';
import { backupStoreRig, makeBackup, type OpenObjects } from './backup-store-rig.ts';

const NAME = aClaim().backup;
const WIDGETS = 'resources/widgets.example.com';

/** A claim of which the plain copy is another document. */
function rewrittenClaim(): StoredItem & { readonly mainCopy: Uint8Array } {
  const ref = { resource: 'persistentvolumeclaims', name: 'data' };
  const item = anItem({ ref, kind: 'PersistentVolumeClaim', object: { spec: { dataSource: { name: 'before' } } } });
  const { bytes: mainCopy } = anItem({ ref, kind: 'PersistentVolumeClaim', object: { spec: {} } });
  return { ...item, mainCopy };
}

function widget(version: string, isPreferred: boolean, name = 'gear'): StoredItem {
  return {
    ...anItem({ ref: { group: 'example.com', resource: 'widgets', name }, kind: 'Widget', version }),
    isPreferred,
  };
}

/** What is promised of an item's copies: which there are, which of them is given back, and that all are proven. */
export function describeBackupCopies(name: string, open: OpenObjects): void {
  describe(`copies of items in ${name}`, () => {
    const rig = backupStoreRig(open);
    const { ctx } = rig;

    it('stores a main copy of its own beside the item as it came, and gives the item back', async () => {
      const claim = rewrittenClaim();

      const made = await makeBackup(ctx, await rig.draft(), [anItem(), claim]);

      const [main, copy] = [...(await entriesOf(ctx, rig.objects))].slice(-2);
      expect(main).toEqual(['resources/persistentvolumeclaims/namespaces/shop/data.json', textOf(claim.mainCopy)]);
      expect(copy).toEqual([
        'resources/persistentvolumeclaims/v1-preferredversion/namespaces/shop/data.json',
        textOf(claim.bytes),
      ]);
      const opened = await rig.backups.openArchive(ctx, made);
      expect(opened).toMatchObject({ warnings: [], contents: { items: 2, isComplete: true } });
      for (const version of ['v1', undefined]) {
        expect(await textsOf(ctx, opened, version)).toEqual([textOf(anItem().bytes), textOf(claim.bytes)]);
      }
      await opened.close();
    });

    it('stores an object in several versions, and gives it back in each, as often as it is one object', async () => {
      const items = [widget('v1', true), widget('v1', true, 'cog'), widget('v1alpha1', false)];

      const made = await makeBackup(ctx, await rig.draft(), items);

      expect([...(await entriesOf(ctx, rig.objects))].map(([path]) => path)).toEqual([
        'metadata/version',
        `${WIDGETS}/namespaces/shop/gear.json`,
        `${WIDGETS}/v1-preferredversion/namespaces/shop/gear.json`,
        `${WIDGETS}/namespaces/shop/cog.json`,
        `${WIDGETS}/v1-preferredversion/namespaces/shop/cog.json`,
        `${WIDGETS}/v1alpha1/namespaces/shop/gear.json`,
      ]);
      const opened = await rig.backups.openArchive(ctx, made);
      expect(opened).toMatchObject({ warnings: [], contents: { items: 2, isComplete: true } });
      expect(opened.contents.types).toMatchObject([
        {
          resource: 'widgets',
          versions: ['v1', 'v1alpha1'],
          items: [{ name: 'gear' }, { name: 'cog', versions: ['v1'] }],
        },
      ]);
      expect(await textsOf(ctx, opened, 'v1')).toEqual([textOf(items[0]?.bytes), textOf(items[1]?.bytes)]);
      expect(await textsOf(ctx, opened, 'v1alpha1')).toEqual([textOf(items[1]?.bytes), textOf(items[2]?.bytes)]);
      await opened.close();
    });

    it('lists and counts an object once for every version, as Velero does', async () => {
      const draft = await rig.draft();
      await makeBackup(ctx, draft, [widget('v1alpha1', false), widget('v1', true)]);

      expect(draft.progress.items).toBe(2);
      const list = Buffer.from((await rig.backups.readFile(ctx, NAME, 'resource-list')) ?? '').toString();
      expect(JSON.parse(list)).toEqual({
        'example.com/v1/Widget': ['shop/gear'],
        'example.com/v1alpha1/Widget': ['shop/gear'],
      });
    });

    it('keeps the first of two items of one name and version, and one of the preferred version, whichever it is', async () => {
      const draft = await rig.draft();
      const added = [
        widget('v1', true),
        widget('v1', true),
        widget('v2', true),
        widget('v1', false),
        widget('v2', false),
        widget('v2', false),
        widget('v3', false),
      ].map((item) => draft.add(item) !== false);
      await draft.close();

      expect(added).toEqual([true, false, false, false, true, false, true]);
    });

    it('names in the manifest, for each item and version, the first copy that is as it came', async () => {
      const claim = rewrittenClaim();
      const items = [anItem(), claim, widget('v1', true), widget('v1alpha1', false)];
      await makeBackup(ctx, await rig.draft(), items);

      const manifest = await readUnpacked(ctx, rig.objects, fileKey(NAME, 'manifest'));

      expect(Object.fromEntries(parseManifest(manifest?.bytes ?? new Uint8Array()).items)).toEqual({
        'resources/configmaps/namespaces/shop/settings.json': sha256Of(anItem().bytes),
        'resources/persistentvolumeclaims/v1-preferredversion/namespaces/shop/data.json': sha256Of(claim.bytes),
        [`${WIDGETS}/namespaces/shop/gear.json`]: sha256Of(widget('v1', true).bytes),
        [`${WIDGETS}/v1alpha1/namespaces/shop/gear.json`]: sha256Of(widget('v1alpha1', false).bytes),
      });
    });
  });
}

async function entriesOf(ctx: RunContext, objects: ObjectStore): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const source = (await objects.get(ctx, archiveKey(NAME))) ?? expect.fail('no archive');
  for await (const { path, body } of new ArchiveReader(source)) found.set(path, textOf(body));
  return found;
}

async function textsOf(ctx: RunContext, opened: OpenArchive, version: string | undefined): Promise<string[]> {
  return (await Array.fromAsync(opened.items(ctx, () => ({ version })))).map(({ bytes }) => textOf(bytes));
}

function textOf(bytes: Uint8Array = new Uint8Array()): string {
  return Buffer.from(bytes).toString();
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
