import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { lifeboat } from '../../../../../support/cli-rig.ts';

/** Every flag of `velero backup create` (1.18, and `--backup-type` of its successor) that says something about the backup, and the field it becomes. */
const FLAGS: readonly (readonly [words: string, fields: object])[] = [
  ['--include-namespaces shop,blog', { includedNamespaces: ['shop', 'blog'] }],
  ['--exclude-namespaces kube-system', { excludedNamespaces: ['kube-system'] }],
  ['--include-resources pods,deployments.apps', { includedResources: ['pods', 'deployments.apps'] }],
  ['--exclude-resources secrets', { excludedResources: ['secrets'] }],
  ['--include-cluster-scoped-resources storageclasses', { includedClusterScopedResources: ['storageclasses'] }],
  ['--exclude-cluster-scoped-resources *', { excludedClusterScopedResources: ['*'] }],
  ['--include-namespace-scoped-resources *', { includedNamespaceScopedResources: ['*'] }],
  ['--exclude-namespace-scoped-resources events', { excludedNamespaceScopedResources: ['events'] }],
  ['--include-cluster-resources', { includeClusterResources: true }],
  ['--include-cluster-resources=false', { includeClusterResources: false }],
  ['--labels team=shop,tier=1', { metadata: { labels: { team: 'shop', tier: '1' } } }],
  ['-l app=web', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } }],
  ['--selector=app', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }],
  [
    '--or-selector=app=web or tier in (a,b)',
    {
      orLabelSelectors: [
        { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
        { matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] },
      ],
    },
  ],
  ['--snapshot-volumes', { snapshotVolumes: true }],
  ['--snapshot-volumes=false', { snapshotVolumes: false }],
  ['--snapshot-move-data=true', { snapshotMoveData: true }],
  ['--data-mover velero', { datamover: 'velero' }],
  ['--default-volumes-to-fs-backup', { defaultVolumesToFsBackup: true }],
  ['--volume-snapshot-locations aws,gcp', { volumeSnapshotLocations: ['aws', 'gcp'] }],
  ['--csi-snapshot-timeout 20m', { csiSnapshotTimeout: '20m' }],
  ['--item-operation-timeout 1h', { itemOperationTimeout: '1h' }],
  ['--parallel-files-upload 4', { uploaderConfig: { parallelFilesUpload: 4 } }],
  ['--backup-type incremental', { backupType: 'Incremental' }],
  ['--volume-group-snapshot-label-key example.com/group', { volumeGroupSnapshotLabelKey: 'example.com/group' }],
  ['--ttl 48h0m0s', { ttl: '48h0m0s' }],
  ['--wait', {}],
  ['-w', {}],
];

/** Splits at spaces before a flag's value only: selectors hold spaces of their own. */
function wordsOf(text: string): string[] {
  return text.includes('=') && text.includes(' or ') ? [text] : text.split(' ');
}

async function written(...words: string[]) {
  const { exitCode, stdout, stderr } = await lifeboat(['backup', 'try-1', '--to', '/b', '-o', 'yaml', ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return parse(stdout.split('---\n')[0]!) as { metadata: { name: string }; spec: Record<string, unknown> };
}

describe('the flags of velero backup create', () => {
  it.each(FLAGS)('%s says what it says to Velero', async (words, fields) => {
    const { metadata, spec } = await written(...wordsOf(words));

    expect(metadata.name).toBe('try-1');
    expect(spec).toEqual({ ...fields, storageLocation: 'default' });
  });

  it('print a policy and its location that validate takes, and make no backup', async () => {
    const policy = await lifeboat(['backup', '--to', 's3://b/p', '--ttl', '48h', '-n', 'shop', '-o', 'yaml']);

    const validated = await lifeboat(['validate', '-'], { input: policy.stdout });

    expect(parseAllDocuments(policy.stdout).map((one) => one.get('kind'))).toEqual(['BackupPolicy', 'StorageLocation']);
    expect(validated).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it.each([
    [['--selector', 'a=b', '--or-selector', 'c=d'], "either a 'selector' or an 'or-selector' can be specified"],
    [['--include-resources', 'pods', '--include-cluster-scoped-resources', 'nodes'], 'cannot be used together'],
    [['--csi-snapshot-timeout', '1d'], '--csi-snapshot-timeout: '],
    [['--backup-type', 'half'], '--backup-type: '],
    [['--labels', 'team'], '--labels: "team" is no label'],
    [['--labels', 'team=a b'], '--labels: "a b" is not a label value'],
    [['--include-namespaces', 'shop', '--exclude-namespaces', 'shop'], '--exclude-namespaces: '],
    [['--exclude-cluster-scoped-resources', '*,nodes'], '--exclude-cluster-scoped-resources: '],
    [['--storage-location', 'main'], '--to and --storage-location both say where the backup goes'],
    [['--name', 'another'], 'The backup has two names: try-1 and another'],
  ])('%j is refused in the words of the call', async (words, message) => {
    const { exitCode, stderr } = await lifeboat([
      'backup',
      'try-1',
      '--to',
      '/b',
      '-o',
      'yaml',
      ...words,
      '--log-format',
      'text',
    ]);

    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });

  it('that make no sense are told before anything is begun', async () => {
    const { exitCode, stdout, stderr } = await lifeboat([
      'backup',
      '--to',
      '/b',
      '--ttl',
      '30d',
      '--log-format',
      'text',
    ]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain('Error: --ttl: "30d" is not a duration');
  });

  it.each([
    ['backup', 'create', 'try-1', '--to', '/b'],
    ['restore', 'create', 'try-1', '--from-backup', 'full', '--from', '/b'],
  ])('%s needs no word create, and says so', async (...words) => {
    const { exitCode, stderr } = await lifeboat(words);

    expect(exitCode).toBe(64);
    expect(stderr).toContain('Leave create out');
  });

  it('without effect say so', async () => {
    const { stderr } = await lifeboat(['backup', '--to', '/b', '-o', 'yaml', '--annotations', 'a=b']);

    expect(stderr).toContain('has no effect: backups keep no annotations of yours');
  });
});

describe('--from-schedule', () => {
  const POLICIES = [
    '{apiVersion: velero.io/v1, kind: BackupStorageLocation, metadata: {name: aws}, spec: {provider: aws, objectStorage: {bucket: b}}}',
    '{apiVersion: velero.io/v1, kind: Schedule, metadata: {name: nightly}, spec: {schedule: "17 2 * * *", template: {storageLocation: aws, includedNamespaces: [shop], orLabelSelectors: [{matchLabels: {a: b}}]}}}',
  ].join('\n---\n');

  it('takes what a Velero Schedule says, with the other flags laid over it', async () => {
    const words = ['--from-schedule', 'nightly', '--policies', '-', '-o', 'yaml', '--ttl', '2h', '-l', 'c=d'];
    const { exitCode, stdout } = await lifeboat(['backup', ...words], { input: POLICIES });

    expect(exitCode).toBe(0);
    expect(parse(stdout)).toMatchObject({
      metadata: { name: 'nightly' },
      spec: { storageLocation: 'aws', includedNamespaces: ['shop'], ttl: '2h', labelSelector: expect.anything() },
    });
    expect(stdout).not.toContain('orLabelSelectors');
  });

  it('suggests the nearest name', async () => {
    const words = ['--from-schedule', 'nightli', '--policies', '-', '-o', 'yaml'];
    const { exitCode, stderr } = await lifeboat(['backup', ...words], { input: POLICIES });

    expect(exitCode).toBe(66);
    expect(stderr).toContain('Did you mean nightly?');
  });

  it('--storage-location names one of the policies’ locations', async () => {
    const words = ['--storage-location', 'aws', '--policies', '-', '-o', 'yaml'];
    const { stdout } = await lifeboat(['backup', ...words], { input: POLICIES });

    expect(parse(stdout)).toMatchObject({ kind: 'BackupPolicy', spec: { storageLocation: 'aws' } });
  });
});
