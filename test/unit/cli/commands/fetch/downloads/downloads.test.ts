import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CliOverrides, lifeboat } from '../../../../../support/cli-rig.ts';
import { FakeClock } from '../../../../../support/context.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

interface Item {
  readonly guid: string;
  readonly mode: { readonly name: string; readonly description: string };
  readonly state: { readonly name: string };
  readonly objects: readonly string[];
}

const LATER: CliOverrides = { clock: new FakeClock(new Date('2026-11-23T12:00:00Z')) };

let golden: FolderLocation;
let cwd: string;
beforeAll(() => {
  golden = goldenLocation();
});
afterAll(() => golden[Symbol.dispose]());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lifeboat-downloads-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
  rmSync(join(golden.root, 'metadata'), { recursive: true, force: true });
});

const downloads = (words: readonly string[], overrides: CliOverrides = {}) =>
  lifeboat(['downloads', ...words, '--from', golden.root], { cwd, ...overrides });
async function itemsOf(...words: readonly string[]): Promise<readonly Item[]> {
  const { stdout, stderr, exitCode } = await downloads(words);
  expect(exitCode, stderr).toBe(0);
  return (JSON.parse(stdout) as { items: readonly Item[] }).items;
}

describe('opened downloads', () => {
  it('are one for each object that is named, or one for all', async () => {
    const two = await itemsOf('create', 'full', '--objects', 'cm/alpha/plain,svc/alpha/lb', '--mode', 'OS_DOWNLOAD');
    const [all] = await itemsOf('create', 'full');

    expect(two.map(({ objects }) => objects)).toEqual([['cm/alpha/plain'], ['svc/alpha/lb']]);
    expect(two[0]).toMatchObject({ mode: { name: 'OS_DOWNLOAD' }, state: { name: 'OPEN' }, backup: 'full' });
    expect(all).toMatchObject({ objects: [], mode: { name: 'AUTO' }, expiresAt: '2026-11-22T12:00:00Z' });
    const list = await downloads(['list']);
    expect(list.stdout).toMatch(/^GUID +BACKUP +MODE +OBJECTS +STATE +EXPIRES\n/);
    expect((await itemsOf('list', '--json')).map(({ guid }) => guid).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      [...two, all!].map(({ guid }) => guid).toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  it('give the archive as it is stored, or an archive of what was named', async () => {
    const [all] = await itemsOf('create', 'full');
    const [one] = await itemsOf('create', 'full', '--objects', 'cm/alpha/plain');

    const got = await downloads(['get', all!.guid.slice(0, 8)]);
    const content = await downloads(['content', one!.guid, '-o', 'one.tar.gz']);

    expect(got.exitCode, got.stderr).toBe(0);
    const archive = readFileSync(join(golden.root, 'backups/full/full.tar.gz'));
    expect(readFileSync(join(cwd, 'full.tar.gz')).equals(archive)).toBe(true);
    expect(content).toMatchObject({ exitCode: 0, stdout: '{}\n' });
    expect(readdirSync(cwd)).toEqual(['full.tar.gz', 'one.tar.gz']);
  });

  it('give one file of clean YAML where that is their mode', async () => {
    const [bundle] = await itemsOf('create', 'full', '--mode', 'CLOUD_PST_DOWNLOAD');

    await downloads(['get', bundle!.guid]);

    expect(readFileSync(join(cwd, 'full.zip')).includes('alpha/kustomization.yaml')).toBe(true);
  });

  it('end by their time or by word, and can be opened again', async () => {
    const [one] = await itemsOf('create', 'full', '--note', 'for the auditors');
    const guid = one!.guid;
    const [finished] = await itemsOf('finish', guid);

    const refused = await downloads(['get', guid]);
    const [again] = await itemsOf('update', guid, '--expires', '1h');
    const late = await downloads(['get', guid], LATER);

    expect(finished).toMatchObject({ state: { name: 'FINISHED' }, note: 'for the auditors' });
    expect([refused.exitCode, late.exitCode]).toEqual([66, 66]);
    expect(refused.stderr).toContain('is FINISHED');
    expect(again).toMatchObject({ state: { name: 'OPEN' }, expiresAt: '2026-11-21T13:00:00Z' });
    expect(late.stderr).toContain('is EXPIRED');
  });

  it('are forgotten when they are deleted, and the backup is not', async () => {
    const [one] = await itemsOf('create', 'full');

    const [deleted] = await itemsOf('delete', one!.guid);

    expect(deleted).toMatchObject({ state: { name: 'REMOVED' } });
    expect(await itemsOf('list', '--json')).toEqual([]);
    expect(readdirSync(join(golden.root, 'backups'))).toContain('full');
  });

  it('are told in a document of another kind than lists, which have another shape', async () => {
    const { stdout } = await downloads(['list', '--json']);

    expect(JSON.parse(stdout)).toEqual({ apiVersion: 'lifeboat.dev/v1alpha1', kind: 'OpenedDownloadList', items: [] });
  });

  it('are forgotten 30 days after their end, when another one is opened', async () => {
    await itemsOf('create', 'full');
    const nextMonth = { clock: new FakeClock(new Date('2026-12-22T12:00:00Z')) };

    const created = await downloads(['create', 'full', '--note', 'new'], nextMonth);

    expect(created.exitCode, created.stderr).toBe(0);
    expect(await itemsOf('list', '--json')).toMatchObject([{ note: 'new' }]);
  });

  it.each([
    [['create', 'full', '--mode', 'ISCSI'], 78, 'Mode ISCSI needs the data of volumes'],
    [['create', 'full', '--mode', 'INSTANT_RESTORE'], 78, 'lifeboat restore latest -n shop'],
    [['create', 'full', '--mode', 'TAPE'], 64, 'CLOUD_PST_DOWNLOAD'],
    [['create'], 64, 'It is not said which backup'],
    [['create', 'fool'], 66, 'fool'],
    [['open', 'full'], 64, '"open" is nothing to do with downloads'],
    [['lst'], 64, 'Hint: Did you mean downloads list?'],
    [['get'], 64, 'It is not said which download'],
    [['get', '0123'], 64, 'the first 6 characters'],
    [['get', '012345'], 66, 'There is no download 012345'],
    [['update', '012345'], 66, 'There is no download'],
  ])('say what is wrong with %j', async (words, code, message) => {
    const { stderr, exitCode } = await downloads(words);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
