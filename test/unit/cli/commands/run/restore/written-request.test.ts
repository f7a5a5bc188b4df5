import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../../../../src/policy/parse.ts';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

let folder: string;
let location: FolderLocation;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-request-'));
  location = goldenLocation();
  writeFileSync(
    join(folder, 'main.yaml'),
    `apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: main}\nspec: {filesystem: {path: ${location.root}}}\n`,
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  location[Symbol.dispose]();
});

/** `--dry-run` without a cluster to read the template from. */
function dryRun(...words: string[]) {
  return lifeboat(['restore', ...words, '--dry-run', '--kubeconfig', join(folder, 'none')]);
}

describe('a request that is written and not carried out', () => {
  it('is a ConfigMap with a policy that pins the backup, and says how to make its Job', async () => {
    const { exitCode, stdout } = await dryRun('full', '--policies', folder, '-n', 'shop', '--map', 'shop=copy');

    const documents = parseAllDocuments(stdout).map((document) => document.toJS() as Record<string, unknown>);
    expect(exitCode).toBe(0);
    expect(documents).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'restore-20261121120000',
          namespace: 'lifeboat-restore',
          labels: { 'lifeboat.dev/kind': 'restore-request' },
        },
        data: { 'restore.yaml': expect.any(String) },
      },
    ]);
    expect(stdout).toContain(
      '#   kubectl -n lifeboat-restore create job restore-20261121120000 --from=cronjob/restore\n',
    );
    const { 'restore.yaml': text = '' } = documents[0]!['data'] as Record<string, string>;
    expect(parse(text)).toMatchObject({
      kind: 'RestorePolicy',
      metadata: { name: 'restore-20261121120000' },
      spec: {
        backupName: 'full',
        includedNamespaces: ['shop'],
        namespaceMapping: { shop: 'copy' },
        storageLocation: 'main',
        mode: 'Apply',
      },
    });
    const { diagnostics } = parsePolicies([{ name: 'r', text }], new Date('2026-11-21T00:00:00Z'));
    expect(diagnostics.filter(({ code }) => code !== 'unknown-reference')).toEqual([]);
  });

  it('keeps the deadline of the call', async () => {
    const { stdout } = await dryRun('full', '--policies', folder, '--timeout', '1h30m');

    expect(stdout).toContain('      timeout: 5400s\n');
  });

  it('is refused for a backup that is not there', async () => {
    const { exitCode, stdout, stderr } = await dryRun('fulll', '--policies', folder);

    expect([exitCode, stdout]).toEqual([66, '']);
    expect(stderr).toContain('Did you mean full?');
  });

  it('names the location of the cluster where the backup was found by its root', async () => {
    const unnamed = await dryRun('full', '--from', location.root);
    const named = await dryRun('full', '--from', location.root, '--location', 'prod', '--name', 'again', '-o', 'json');

    expect(unnamed).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--location') });
    expect(JSON.parse(named.stdout)).toMatchObject({
      kind: 'List',
      items: [
        {
          metadata: { name: 'again' },
          data: { 'restore.yaml': expect.stringContaining('storageLocation: prod') },
        },
      ],
    });
  });

  it.each([
    [['--name', 'Again'], '--name'],
    [['--template', 'restore'], '--template'],
    [['--yes'], '--yes applies, and --dry-run does nothing'],
    [['--item', 'web'], 'spec.items[0]'],
  ])('is refused for words that make no sense: %j', async (words, told) => {
    const { exitCode, stdout, stderr } = await dryRun('full', '--policies', folder, ...words);

    expect([exitCode, stdout]).toEqual([64, '']);
    expect(stderr).toContain(told);
  });
});
