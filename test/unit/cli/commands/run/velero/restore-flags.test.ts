import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

/** Every flag of `velero restore create` (1.18) that says something about the restore, and the field it becomes. */
const FLAGS: readonly (readonly [words: string, fields: object])[] = [
  ['--include-namespaces shop', { includedNamespaces: ['shop'] }],
  ['--exclude-namespaces shop', { excludedNamespaces: ['shop'] }],
  ['--include-resources pods', { includedResources: ['pods'] }],
  ['--exclude-resources secrets', { excludedResources: ['secrets'] }],
  ['--namespace-mappings shop:copy,blog:blog-copy', { namespaceMapping: { shop: 'copy', blog: 'blog-copy' } }],
  ['--existing-resource-policy update', { existingResourcePolicy: 'update' }],
  ['--status-include-resources pods', { restoreStatus: { includedResources: ['pods'] } }],
  ['--status-exclude-resources pods', { restoreStatus: { excludedResources: ['pods'] } }],
  ['-l app', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }],
  [
    '--or-selector=a or b',
    {
      orLabelSelectors: [
        { matchExpressions: [{ key: 'a', operator: 'Exists' }] },
        { matchExpressions: [{ key: 'b', operator: 'Exists' }] },
      ],
    },
  ],
  ['--include-cluster-resources=false', { includeClusterResources: false }],
  ['--preserve-nodeports', { preserveNodePorts: true }],
  ['--preserve-nodeports=false', { preserveNodePorts: false }],
  ['--restore-volumes=true', { restorePVs: true }],
  ['--item-operation-timeout 1h', { itemOperationTimeout: '1h' }],
  ['--write-sparse-files', { uploaderConfig: { writeSparseFiles: true } }],
  ['--parallel-files-download 4', { uploaderConfig: { parallelFilesDownload: 4 } }],
  ['--labels team=shop,tier=1', { metadata: { labels: { team: 'shop', tier: '1' } } }],
  ['--annotations why=OPS-1', { metadata: { annotations: { why: 'OPS-1' } } }],
  ['--allow-partially-failed', {}],
  ['--wait', {}],
];

let golden: FolderLocation;
beforeAll(() => {
  golden = goldenLocation();
  label(golden, 'full', 'nightly');
});
afterAll(() => golden[Symbol.dispose]());

/** Velero labels the backups of a Schedule with its name. */
function label({ root }: FolderLocation, backup: string, schedule: string): void {
  const path = join(root, 'backups', backup, 'velero-backup.json');
  const document = JSON.parse(readFileSync(path, 'utf8')) as { metadata: { labels: Record<string, string> } };
  document.metadata.labels['velero.io/schedule-name'] = schedule;
  writeFileSync(path, JSON.stringify(document));
}

async function restore(...words: string[]) {
  return lifeboat(['restore', '--from', golden.root, '-o', 'yaml', ...words]);
}

describe('the flags of velero restore create', () => {
  it.each(FLAGS)('%s says what it says to Velero', async (words, fields) => {
    const said = words.includes(' or ') ? [words] : words.split(' ');
    const { exitCode, stdout, stderr } = await restore('try-1', '--from-backup', 'full', ...said);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(parse(stdout)).toEqual({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'RestorePolicy',
      metadata: { name: 'try-1' },
      spec: { ...fields, backupName: 'full', storageLocation: 'default' },
    });
  });

  it('--from-schedule is the newest good backup of a Velero Schedule', async () => {
    const { stdout } = await restore('--from-schedule', 'nightly');

    expect(parse(stdout)).toMatchObject({ spec: { backupName: 'full' } });
  });

  it('--from-schedule takes a partial one only where that is allowed', async () => {
    using location = goldenLocation();
    label(location, 'policy', 'weekly');
    const words = ['restore', '--from', location.root, '-o', 'yaml', '--from-schedule', 'weekly'];

    const refused = await lifeboat(words);
    const allowed = await lifeboat([...words, '--allow-partially-failed']);

    expect(refused.exitCode).toBe(66);
    expect(refused.stderr).toContain('PartiallyFailed');
    expect(parse(allowed.stdout)).toMatchObject({ spec: { backupName: 'policy' } });
  });

  it.each([
    [['--from-backup', 'full', '--from-schedule', 'nightly'], 64, 'either a backup or schedule must be specified'],
    [['--from-schedule', 'full'], 66, 'No backups found for the schedule full in '],
    [['--from-backup', 'nightly'], 66, 'is called nightly'],
    [[], 64, '<backup> is missing'],
    [['No_Name', '--from-backup', 'full'], 64, 'cannot name a restore'],
    [
      ['full', '--resource-policies-configmap', 'filters'],
      64,
      'spec.resourcePolicy: not in this release: releases of Velero after',
    ],
    [['full', '--labels', 'team'], 64, '--labels: "team" is no label'],
    [['full', '--annotations', '_=a'], 64, '--annotations: "_" is not a label key'],
    [['full', '--labels', 'lifeboat.dev/kind=result'], 64, '"lifeboat.dev/kind" is kept for Lifeboat'],
    [['--from-backup', 'full', '--namespace-mappings', 'a:b:c'], 64, '--namespace-mappings: "a:b:c" maps no namespace'],
  ])('%j is refused', async (words, code, message) => {
    const { exitCode, stderr } = await restore(...words, '--dry-run', '--location', 'main', '--log-format', 'text');

    expect(exitCode).toBe(code);
    expect(stderr).toContain(message);
  });

  it('--from-schedule never means a backup of that name, and names the nearest schedule', async () => {
    const isBackup = await restore('--from-schedule', 'full');
    const isMisspelt = await restore('--from-schedule', 'nightli', '--log-format', 'text');

    expect(isBackup).toMatchObject({ exitCode: 66, stdout: '' });
    expect(isMisspelt).toMatchObject({ exitCode: 66, stdout: '' });
    expect(isMisspelt.stderr).toContain('Did you mean nightly?');
  });
});
