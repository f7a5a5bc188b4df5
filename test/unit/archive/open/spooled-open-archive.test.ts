import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import { aDocument, anEntryOf } from '../../../support/hostile-archives.ts';
import { forgeArchive, forgeEntry, versionEntry } from '../../../support/tar-forge.ts';
import { openingRig, textsOf } from './opening-rig.ts';

const PREFERRED = 'v2-preferredversion';

const rig = openingRig();

/** An archive of these entries, with its version. */
function archiveOf(...entries: readonly Buffer[]): Buffer {
  return forgeArchive([versionEntry(), ...entries]);
}

/** Both copies of a ConfigMap as every writer puts them, and one in an older version. */
function threeCopies(name: string): Buffer[] {
  return [anEntryOf(name), anEntryOf(name, aDocument(name), PREFERRED), anEntryOf(name, 'old', 'v1')];
}

describe('the copies of an item', () => {
  it('are one item, in the versions of their folders, the preferred one first', async () => {
    const { contents } = await rig.look(archiveOf(...threeCopies('a'), ...threeCopies('b')));

    expect(contents.items).toBe(2);
    expect(contents.types).toEqual([
      {
        group: '',
        resource: 'configmaps',
        versions: ['v2', 'v1'],
        items: [
          { namespace: 'shop', name: 'a' },
          { namespace: 'shop', name: 'b' },
        ],
      },
    ]);
  });

  it('come out in the version that is asked for: the main one for the preferred version, as Velero reads it', async () => {
    const opened = await rig.open(archiveOf(...threeCopies('a')));

    expect(await textsOf(rig, opened)).toEqual({ 'configmaps/shop/a@v2': aDocument('a') });
    expect(await textsOf(rig, opened, () => ({ version: 'v2' }))).toEqual({ 'configmaps/shop/a@v2': aDocument('a') });
    expect(await textsOf(rig, opened, () => ({ version: 'v1' }))).toEqual({ 'configmaps/shop/a@v1': 'old' });
    expect(await textsOf(rig, opened, () => ({ version: 'v9' }))).toEqual({ 'configmaps/shop/a@v2': aDocument('a') });
    expect(await textsOf(rig, opened, () => undefined)).toEqual({});
    await opened.close();
  });

  it('come out in another version where the item lacks the one asked for: no item is lost', async () => {
    const odd = [anEntryOf('main-only', 'm'), anEntryOf('old-only', 'o', 'v1'), anEntryOf('new-only', 'n', PREFERRED)];
    const opened = await rig.open(archiveOf(...odd, ...threeCopies('whole')));

    expect(opened.contents.types[0]?.items).toEqual([
      { namespace: 'shop', name: 'main-only', versions: [] },
      { namespace: 'shop', name: 'old-only', versions: ['v1'] },
      { namespace: 'shop', name: 'new-only', versions: ['v2'] },
      { namespace: 'shop', name: 'whole' },
    ]);
    const others = {
      'configmaps/shop/main-only@?': 'm',
      'configmaps/shop/old-only@v1': 'o',
      'configmaps/shop/new-only@v2': 'n',
    };
    expect(await textsOf(rig, opened, () => ({ version: 'v1' }))).toEqual({
      ...others,
      'configmaps/shop/whole@v1': 'old',
    });
    expect(await textsOf(rig, opened)).toEqual({ ...others, 'configmaps/shop/whole@v2': aDocument('whole') });
    await opened.close();
  });

  it('row 82: are read from their first entry where there are several of one path, with a warning', async () => {
    const doubles = [anEntryOf('a', 'first'), anEntryOf('b', 'b'), anEntryOf('a', 'second'), anEntryOf('a', 'third')];
    const opened = await rig.open(archiveOf(...doubles));

    expect(opened.contents.items).toBe(2);
    expect(opened.warnings.filter(({ code }) => code === 'duplicate-entry')).toMatchObject([
      { item: { name: 'a' }, message: 'The archive holds configmaps/shop/a more than once; the first is used' },
      { item: { name: 'a' } },
    ]);
    const expected = { 'configmaps/shop/a@?': 'first', 'configmaps/shop/b@?': 'b' };
    expect(await textsOf(rig, opened)).toEqual(expected);
    expect(await textsOf(rig, opened)).toEqual(expected);
    await opened.close();
  });

  it('row 82: are told of when main and preferred copy differ, and the main one is used', async () => {
    const opened = await rig.open(archiveOf(anEntryOf('a', 'main'), anEntryOf('a', 'other', PREFERRED)));

    expect(opened.warnings.find(({ code }) => code === 'copies-differ')).toEqual({
      code: 'copies-differ',
      item: { group: '', resource: 'configmaps', namespace: 'shop', name: 'a' },
      message: 'The two copies of configmaps/shop/a in the archive differ; the one without a version is used',
    });
    expect(await textsOf(rig, opened, () => ({ version: 'v2' }))).toEqual({ 'configmaps/shop/a@v2': 'main' });
    await opened.close();
  });

  it('row 82: are compared also where a packer sorted them apart', async () => {
    const mains = ['a', 'b', 'c'].map((name) => anEntryOf(name));
    const copies = ['a', 'b', 'c'].map((name) => anEntryOf(name, aDocument(name === 'b' ? 'x' : name), PREFERRED));

    const apart = await rig.look(archiveOf(...mains, ...copies));
    const turned = await rig.look(archiveOf(...copies, ...mains.toReversed()));

    for (const { warnings } of [apart, turned]) {
      expect(warnings.filter(({ code }) => code === 'copies-differ')).toMatchObject([{ item: { name: 'b' } }]);
    }
  });

  it('may differ for claims, which Velero changes when their snapshot is finished', async () => {
    const path = (folder: string) => `resources/persistentvolumeclaims/${folder}namespaces/shop/data.json`;
    const main = forgeEntry({ name: path('') }, 'one');
    const copy = forgeEntry({ name: path('v1-preferredversion/') }, 'two');

    const { warnings } = await rig.look(archiveOf(main, copy));

    expect(warnings.map(({ code }) => code)).toEqual(['completeness-unproven']);
  });

  it('row 82: are told of one by one up to a hundred, and then by number', async () => {
    const entries = Array.from({ length: 103 }, (_, i) => [anEntryOf(`n${i}`), anEntryOf(`n${i}`)]).flat();

    const { warnings } = await rig.look(archiveOf(...entries));

    const told = warnings.filter(({ code }) => code === 'duplicate-entry');
    expect(told).toHaveLength(101);
    expect(told.at(-1)).toEqual({ code: 'duplicate-entry', message: '3 more of this kind' });
  });

  it('row 82: are refused where half an archive is there twice', async () => {
    const entries = Array.from({ length: 10_001 }, (_, i) => [anEntryOf(`n${i}`, ''), anEntryOf(`n${i}`, '')]).flat();

    await expect(rig.open(archiveOf(...entries))).rejects.toMatchObject({
      code: 'archive-unreadable',
      message: expect.stringContaining('more than 10000 items are in it twice') as string,
    });
  });

  it('are refused in more versions than any type has', async () => {
    const entries = Array.from({ length: 31 }, (_, i) => anEntryOf('a', '', `v${i}`));

    await expect(rig.open(archiveOf(...entries))).rejects.toMatchObject({ code: 'archive-unreadable' });
  });
});

describe('a pass over an archive', () => {
  const two = archiveOf(
    anEntryOf('a', 'a'),
    forgeEntry({ name: 'resources/nodes/cluster/w.json' }, 'w'),
    anEntryOf('b', 'b'),
  );

  it('asks once for each type, and takes what is wanted', async () => {
    const opened = await rig.open(two);
    const asked: string[] = [];

    const texts = await textsOf(rig, opened, ({ resource }) => {
      asked.push(resource);
      return resource === 'nodes' ? { version: undefined } : undefined;
    });

    expect(asked).toEqual(['configmaps', 'nodes']);
    expect(texts).toEqual({ 'nodes//w@?': 'w' });
    await opened.close();
  });

  it('can be left early, and made again, several at once', async () => {
    const opened = await rig.open(two);

    for await (const { ref } of opened.items(rig.ctx, () => ({ version: undefined }))) {
      expect(ref.name).toBe('a');
      break;
    }
    const [first, second] = await Promise.all([textsOf(rig, opened), textsOf(rig, opened)]);

    expect(Object.values(first)).toEqual(['a', 'w', 'b']);
    expect(second).toEqual(first);
    await opened.close();
  });

  it('stops between items when the run is told to stop', async () => {
    const opened = await rig.open(two);
    const reason = new RunError('terminated', 'SIGTERM');
    const seen: string[] = [];

    const passing = async () => {
      for await (const { ref } of opened.items(rig.ctx, () => ({ version: undefined }))) {
        seen.push(ref.name);
        rig.ctx.controller.abort(reason);
      }
    };

    await expect(passing()).rejects.toBe(reason);
    expect(seen).toEqual(['a']);
    await expect(opened.items(rig.ctx, () => ({ version: undefined })).next()).rejects.toBe(reason);
    await opened.close();
  });

  it('fails where the spool is gone', async () => {
    const opened = await rig.open(two);
    await opened.close();

    await expect(textsOf(rig, opened)).rejects.toMatchObject({ code: 'internal' });
  });
});
