import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let golden: FolderLocation;

beforeAll(() => {
  golden = goldenLocation();
});

afterAll(() => {
  golden[Symbol.dispose]();
});

describe('a backup whose archive is gone', () => {
  let broken: FolderLocation;
  beforeAll(() => {
    broken = goldenLocation();
    rmSync(join(broken.root, 'backups/selector/selector.tar.gz'));
  });
  afterAll(() => broken[Symbol.dispose]());

  it('is described by what is left, and never as a good one', async () => {
    const text = await lifeboat(['describe', 'selector', '--from', broken.root]);
    const json = await lifeboat(['describe', 'selector', '--from', broken.root, '-o', 'json']);

    expect(text.stdout).toMatch(/Phase: +Completed, but its archive is GONE: nothing can be restored from it\n/);
    expect(JSON.parse(json.stdout)).toMatchObject({ items: [{ name: 'selector', lacksArchive: true }] });
  });

  it('is not listed among the backups, and not passed over in silence', async () => {
    const { stdout, stderr } = await lifeboat(['list', '--from', broken.root, '-o', 'name']);

    expect(stdout.split('\n')).not.toContain('selector');
    expect(stderr).toContain('unreadable: selector: its archive is gone\n');
  });
});

describe('a backup that Velero made', () => {
  it('is described from its files', async () => {
    const { exitCode, stdout } = await lifeboat(['describe', 'policy', '--from', golden.root]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Location:    default (file://${golden.root})\n`);
    expect(stdout).toContain('Made by:     Velero\nKubernetes:  v1.36.3\n');
    expect(stdout).toContain('  includedNamespaces:                alpha\n');
    expect(stdout).toContain('Errors:\n  run: name: /data-lost message: /Error backing up item error: ');
    expect(stdout).toContain(
      'Claims: 5, of which 5 without data in this backup\n  alpha/data-delete on pv-delete: no data',
    );
    expect(stdout).toContain('Resources: 104 items of 31 types\n');
    expect(stdout).toContain('├── apps/v1/Deployment  1\n');
    expect(stdout).toContain('Files: 9, 59 KiB\n');
    expect(stdout).toContain('└── velero-backup.json  3.5 KiB\n');
  });

  it('is the newest good one by the word by which it is restored', async () => {
    const { exitCode, stdout } = await lifeboat(['describe', 'latest', '--from', golden.root]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Name:        versions-full\n');
  });

  it('is not to be found where there is none', async () => {
    const { exitCode, stderr } = await lifeboat(['logs', 'latest', '--from', join(golden.root, 'backups')]);

    expect(exitCode).toBe(66);
    expect(stderr).toContain('has no good backup: there are none at all');
  });

  it('names every item under --details', async () => {
    const { stdout } = await lifeboat(['describe', 'selector', '--from', golden.root, '--details']);

    expect(stdout).toContain('├── apps/v1/Deployment  1\n│   └── alpha/web\n');
  });

  it('is one document in JSON, with the stored object itself', async () => {
    const { stdout } = await lifeboat(['describe', 'selector', '--from', golden.root, '-o', 'json']);

    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'BackupDescriptionList',
      total: 1,
      items: [
        {
          name: 'selector',
          madeBy: 'velero',
          items: 29,
          resources: { 'apps/v1/Deployment': ['alpha/web'] },
          document: { kind: 'Backup', spec: { labelSelector: expect.anything() } },
        },
      ],
    });
  });

  it('is told in the words that a list has for it, and more', async () => {
    const at = ['--from', golden.root, '-o', 'json'];
    const listed = await lifeboat(['list', '--name', 'selector', '--archives', ...at]);
    const described = await lifeboat(['describe', 'selector', ...at]);

    const [row] = (JSON.parse(listed.stdout) as { items: object[] }).items;
    expect(row).toHaveProperty('bytes');
    expect(JSON.parse(described.stdout)).toMatchObject({ items: [row] });
  });

  it.each([
    'excluded-resources',
    'full',
    'missing-namespace',
    'one-namespace',
    'one-namespace-no-cluster',
    'ordered',
    'policy',
    'scoped-filters',
    'selector',
    'unfiltered',
    'unfiltered-all-cluster-scoped',
    'versions-full',
    'wildcard',
  ])('%s is described and its log printed', async (name) => {
    const described = await lifeboat(['describe', name, '--from', golden.root]);
    const logs = await lifeboat(['logs', name, '--from', golden.root]);

    expect(described).toMatchObject({ exitCode: 0, stderr: '' });
    expect(described.stdout).toMatch(new RegExp(`^Name: +${name}\n`));
    expect(logs).toMatchObject({ exitCode: 0, stderr: '' });
    expect(logs.stdout).toContain(`backup=velero/${name} `);
  });
});

it('tells everything else when one of its lists is broken', async () => {
  using damaged = goldenLocation();
  writeFileSync(join(damaged.root, 'backups/selector/selector-results.gz'), 'no gzip');

  const { exitCode, stdout, stderr } = await lifeboat(['describe', 'selector', '--from', damaged.root]);

  expect(exitCode).toBe(0);
  expect(stderr).toContain('warn: a file beside the archive cannot be read');
  expect(stdout).toContain('Resources: 29 items');
});

describe('a backup that is not there', () => {
  it('is backup-not-found, with the nearest name', async () => {
    const { exitCode, stderr } = await lifeboat(['describe', 'selectr', '--from', golden.root]);

    expect(exitCode).toBe(66);
    expect(stderr).toBe(
      `Error: There is no backup selectr in file://${golden.root} (backup-not-found)\nHint: Did you mean selector?\n`,
    );
  });

  it('is told apart from one that was never finished', async () => {
    using location = goldenLocation();
    rmSync(join(location.root, 'backups/full/velero-backup.json'));

    const { exitCode, stderr } = await lifeboat(['describe', 'full', '--from', location.root]);

    expect(exitCode).toBe(66);
    expect(stderr).toContain('was never finished, or is being made now (backup-not-found)');
  });

  it('has no name that could leave its folder', async () => {
    const { exitCode } = await lifeboat(['describe', '../full', '--from', golden.root]);

    expect(exitCode).toBe(66);
  });
});

it('asks which one is meant when several locations hold the name', async () => {
  using second = goldenLocation();
  const policies = [golden.root, second.root]
    .map(
      (root, at) =>
        `apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: l${at}}\nspec: {filesystem: {path: ${root}}}\n`,
    )
    .join('---\n');

  const both = await lifeboat(['describe', 'full', '--policies', '-'], { input: policies });
  const one = await lifeboat(['describe', 'full', '--policies', '-', '--location', 'l1'], { input: policies });

  expect(both.exitCode).toBe(64);
  expect(both.stderr).toContain('full is in several locations: l0, l1');
  expect(one.stdout).toContain(`l1 (file://${second.root})`);
});

it('says that there is no log where none was stored', async () => {
  using location = goldenLocation();
  rmSync(join(location.root, 'backups/full/full-logs.gz'));

  const { exitCode, stderr } = await lifeboat(['logs', 'full', '--from', location.root]);

  expect(exitCode).toBe(66);
  expect(stderr).toContain('Backup full has no log');
});
