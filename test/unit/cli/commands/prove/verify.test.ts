import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUpByHand } from '../../../../support/backup-by-hand.ts';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let golden: FolderLocation;
beforeAll(() => {
  golden = goldenLocation();
});
afterAll(() => golden[Symbol.dispose]());

interface Verification {
  readonly name: string;
  readonly outcome: string;
  readonly items: number;
  readonly damage: readonly { readonly part: string; readonly message: string }[];
  readonly doubts: readonly string[];
}

async function verify(root: string, ...words: string[]) {
  const { exitCode, stdout, stderr } = await lifeboat(['verify', '--from', root, '-o', 'json', ...words]);
  const items = stdout === '' ? [] : (JSON.parse(stdout) as { items: Verification[] }).items;
  return { exitCode, stderr, items };
}

describe('backups that Velero made', () => {
  it('are sound, and never proven: they have neither hashes nor manifest', async () => {
    const { exitCode, items } = await verify(golden.root, '--all');

    expect(exitCode).toBe(0);
    expect(items).toHaveLength(13);
    expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(['sound']));
    expect(items.find(({ name }) => name === 'full')).toMatchObject({ items: 376, damage: [] });
  });

  it('hold what their resource lists name, but for what Velero could not store', async () => {
    const { items } = await verify(golden.root, '--all');

    const unlisted = items.flatMap(({ doubts }) => doubts.filter((doubt) => !doubt.startsWith('Cannot prove')));
    expect(unlisted).toEqual([
      'The resource list names v1/PersistentVolumeClaim alpha/data-lost, which is not in the archive',
    ]);
  });

  it('can be sampled: some of them, at least one', async () => {
    const some = await verify(golden.root, '--all', '--sample', '30%');
    const one = await verify(golden.root, '--all', '--sample', '1');

    expect(some.items).toHaveLength(4);
    expect(one).toMatchObject({ exitCode: 0, stderr: '1 backup verified, 0 damaged\n' });
  });

  it('can be chosen as lists choose them', async () => {
    const chosen = await verify(golden.root, '--all', '--filter', 'name~sel%');
    const unknown = await verify(golden.root, '--all', '--filter', 'nmae=full');

    expect(chosen.items.map(({ name }) => name)).toEqual(['selector']);
    expect(unknown).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('There is no key') });
  });

  it('of one Schedule can be chosen', async () => {
    const { exitCode, stderr } = await verify(golden.root, '--all', '--policy', 'nobody');

    expect(exitCode).toBe(66);
    expect(stderr).toContain('There is no backup to verify');
  });
});

describe('a damaged backup', () => {
  it.each<[string, (archive: Buffer) => Buffer, string]>([
    ['is cut', (archive) => archive.subarray(0, archive.length - 100), 'unexpected end'],
    ['is no gzip', () => Buffer.from('nothing'), ''],
    ['holds an item under another name', (archive) => edited(archive, '"name":"web"', '"name":"wab"'), 'holds '],
    [
      'holds an item that is no JSON',
      (archive) => edited(archive, '{"apiVersion":"v1"', '["apiVersion":"v1"'),
      'is no JSON object',
    ],
  ])('%s: exit 65, with what is damaged, and the others are verified all the same', async (_, damage, message) => {
    using broken = goldenLocation();
    const path = join(broken.root, 'backups/selector/selector.tar.gz');
    writeFileSync(path, damage(readFileSync(path)));

    const { exitCode, items, stderr } = await verify(broken.root, 'full', 'selector');

    expect(exitCode).toBe(65);
    expect(items.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['full', 'sound'],
      ['selector', 'damaged'],
    ]);
    expect(items[1]?.damage[0]?.message).toContain(message);
    expect(stderr).toBe('2 backups verified, 1 damaged\n');
  });

  it('is one whose archive is gone, or whose commit object cannot be read', async () => {
    using broken = goldenLocation();
    rmSync(join(broken.root, 'backups/selector/selector.tar.gz'));
    writeFileSync(join(broken.root, 'backups/full/velero-backup.json'), 'nothing');

    const { exitCode, items } = await verify(broken.root, '--all');

    expect(exitCode).toBe(65);
    expect(
      items
        .filter(({ outcome }) => outcome === 'damaged')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['full', 'selector']);
  });

  it('is no part of a sample where nothing of it can be read, and not passed over in silence', async () => {
    using broken = goldenLocation();
    rmSync(join(broken.root, 'backups/selector/selector.tar.gz'));

    const { exitCode, items, stderr } = await verify(broken.root, '--all', '--sample', '1');

    expect([exitCode, items.length]).toEqual([0, 1]);
    expect(stderr).toBe(
      'In default, unreadable and not looked at: selector: its archive is gone\n1 backup verified, 0 damaged\n',
    );
  });
});

/** The archive with a text replaced by one of the same length, wherever it stands. */
function edited(archive: Buffer, text: string, by: string): Buffer {
  const tar = gunzipSync(archive).toString('latin1');
  expect(tar).toContain(text);
  return gzipSync(Buffer.from(tar.replaceAll(text, by), 'latin1'));
}

describe('a backup of ours', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lifeboat-verify-'));
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 's', namespace: 'shop' }, data: {} };
    await backUpByHand(folder, settings);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is proven', async () => {
    const { exitCode, items } = await verify(join(folder, 'backups'), 'latest');

    expect(exitCode).toBe(0);
    expect(items).toMatchObject([{ outcome: 'proven', damage: [], doubts: [] }]);
  });

  it('is damaged where its archive is another, sound as that may be', async () => {
    const copy = join(folder, 'copy');
    cpSync(join(folder, 'backups'), copy, { recursive: true });
    const { items: before } = await verify(copy, 'latest');
    const name = before[0]?.name ?? '';
    const path = join(copy, 'backups', name, `${name}.tar.gz`);
    writeFileSync(path, gzipSync(gunzipSync(readFileSync(path)), { level: 1 }));

    const { exitCode, items } = await verify(copy, name);

    expect(exitCode).toBe(65);
    expect(items[0]?.damage).toEqual([
      {
        part: 'archive',
        message: 'Its archive is damaged: it is not the file that was stored (its SHA-256 is not the expected one)',
      },
    ]);
  });
});

describe('what is asked', () => {
  it.each([
    [[], 64, 'It is not said what to verify'],
    [['full', '--all'], 64, '--all and full contradict'],
    [['full', '--policy', 'p'], 64, '--policy goes with --all'],
    [['full', '--sample', '5%'], 64, '--sample goes with --all'],
    [['--all', '--sample', 'some'], 64, '--sample does not say how many'],
    [['ful'], 66, 'Did you mean full?'],
  ])('%j is refused', async (words, code, message) => {
    const { exitCode, stderr } = await verify(golden.root, ...words);

    expect(exitCode).toBe(code);
    expect(stderr).toContain(message);
  });

  it('is a table, or the names of those that can be relied on', async () => {
    const table = await lifeboat(['verify', 'selector', '--from', golden.root]);
    const names = await lifeboat(['verify', 'selector', '--from', golden.root, '-o', 'name']);

    expect(table.stdout).toMatch(/^NAME +LOCATION +OUTCOME +ITEMS +WHY\nselector +default +sound +29 +Cannot prove/);
    expect(names.stdout).toBe('selector\n');
  });
});
