import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';
import { makeBackup } from '../../../../../support/make-backup.ts';

let golden: FolderLocation;
let folder: string;

beforeAll(() => {
  golden = goldenLocation();
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-list-'));
});

afterAll(() => {
  golden[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

describe('the locations', () => {
  function policies(name: string, ...locations: readonly (readonly [string, string])[]): string {
    const path = join(folder, name);
    const texts = locations.map(([location, root]) =>
      [
        'apiVersion: lifeboat.dev/v1alpha1',
        'kind: StorageLocation',
        `metadata: {name: ${location}}`,
        `spec: {filesystem: {path: ${root}}}`,
      ].join('\n'),
    );
    writeFileSync(path, texts.join('\n---\n'));
    return path;
  }

  it('are all that the policies define, unless one is named', async () => {
    const other = join(folder, 'other');
    await makeBackup(other, 'good');
    const path = policies('two.yaml', ['primary', golden.root], ['offsite', other]);

    const all = await lifeboat(['list', '--policies', path, '-o', 'name']);
    const one = await lifeboat(['list', '--policies', path, '--location', 'offsite', '-o', 'name']);

    expect(all.stdout.split('\n')).toHaveLength(15);
    expect(one.stdout).toBe('good\n');
  });

  it('hold no location of a misspelt name', async () => {
    const path = policies('one.yaml', ['primary', golden.root]);

    const { exitCode, stderr } = await lifeboat(['list', '--policies', path, '--location', 'primry']);

    expect(exitCode).toBe(66);
    expect(stderr).toContain('Hint: Did you mean primary? It defines primary.');
  });

  it('are not passed over when one is written wrong', async () => {
    const path = policies('wrong.yaml', ['primary', golden.root], ['offsite', 'not/absolute']);

    const { exitCode, stderr } = await lifeboat(['list', '--policies', path]);

    expect(exitCode).toBe(78);
    expect(stderr).toContain('StorageLocation offsite');
    expect(stderr).toContain(`Hint: See lifeboat validate ${path}.`);
  });

  it('must be said', async () => {
    const { exitCode, stderr } = await lifeboat(['list']);

    expect(exitCode).toBe(64);
    expect(stderr).toContain('Hint: Give --from a folder or s3://bucket/prefix');
  });

  it('must not be said twice', async () => {
    const { exitCode, stderr } = await lifeboat(['list', '--from', 'x', '--location', 'y']);

    expect(exitCode).toBe(64);
    expect(stderr).toContain('--from and --location both say where backups are');
  });

  it('are found, or it is an error: a missing folder is not an empty one', async () => {
    const { exitCode, stderr } = await lifeboat(['list', '--from', join(folder, 'nowhere')]);

    expect(exitCode).toBe(66);
    expect(stderr).toContain('(location-not-found)');
  });

  it('may be empty', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);

    const { exitCode, stdout, stderr } = await lifeboat(['list', '--from', empty, '--no-headers']);

    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: 'No backups found.\n' });
  });
});
