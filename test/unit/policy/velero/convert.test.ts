import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../../src/policy/parse.ts';
import { BACKUP_SPEC_FIELDS } from '../../../../src/policy/velero/backup.ts';
import { convertVelero } from '../../../../src/policy/velero/convert.ts';
import { RESTORE_SPEC_FIELDS } from '../../../../src/policy/velero/restore.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

function anObject(kind: string, name: string, spec: object, metadata: object = {}) {
  return { apiVersion: 'velero.io/v1', kind, metadata: { name, namespace: 'velero', ...metadata }, spec };
}

const LOCATION = anObject('BackupStorageLocation', 'aws', {
  provider: 'aws',
  default: true,
  accessMode: 'ReadWrite',
  backupSyncPeriod: '1m',
  validationFrequency: '1m',
  credential: { name: 'cloud', key: 'cloud' },
  objectStorage: { bucket: 'b', prefix: 'p' },
  config: {
    region: 'r',
    s3Url: 'https://s',
    publicUrl: 'https://p',
    s3ForcePathStyle: 'true',
    enableSharedConfig: 'true',
  },
});

const SELECTOR = { matchLabels: { app: 'web' } };

/** Two specs that between them have every field of Velero's BackupSpec. */
const BACKUP_SPECS = [
  {
    metadata: { labels: { team: 'shop' } },
    includedNamespaces: ['shop'],
    excludedNamespaces: ['blog'],
    includedResources: ['pods'],
    excludedResources: ['secrets'],
    includeClusterResources: true,
    labelSelector: SELECTOR,
    snapshotVolumes: true,
    ttl: '48h0m0s',
    volumeGroupSnapshotLabelKey: 'example.com/group',
    hooks: { resources: [{ name: 'freeze', pre: [{ exec: { command: ['sync'], onError: 'Fail', timeout: '1m' } }] }] },
    storageLocation: 'aws',
    volumeSnapshotLocations: ['aws'],
    defaultVolumesToRestic: true,
    defaultVolumesToFsBackup: true,
    orderedResources: { pods: 'shop/db,shop/web' },
    csiSnapshotTimeout: '20m0s',
    itemOperationTimeout: '1h0m0s',
    resourcePolicy: { kind: 'configmap', name: 'policies' },
    snapshotMoveData: true,
    datamover: 'velero',
    uploaderConfig: { parallelFilesUpload: 4 },
    backupType: 'Full',
  },
  {
    includedClusterScopedResources: ['nodes'],
    excludedClusterScopedResources: ['storageclasses'],
    includedNamespaceScopedResources: ['pods'],
    excludedNamespaceScopedResources: ['secrets'],
    orLabelSelectors: [SELECTOR, { matchExpressions: [{ key: 'a', operator: 'Exists' }] }],
  },
];

const RESTORE_SPECS = [
  {
    backupName: 'once',
    includedNamespaces: ['shop'],
    excludedNamespaces: ['blog'],
    includedResources: ['pods'],
    excludedResources: ['secrets'],
    namespaceMapping: { shop: 'copy' },
    labelSelector: SELECTOR,
    restorePVs: true,
    restoreStatus: { includedResources: ['pods'], excludedResources: ['jobs'] },
    preserveNodePorts: true,
    includeClusterResources: false,
    hooks: { resources: [{ name: 'thaw', postHooks: [{ exec: { command: ['sync'], waitTimeout: '5m' } }] }] },
    existingResourcePolicy: 'update',
    itemOperationTimeout: '1h0m0s',
    resourceModifier: { kind: 'ConfigMap', name: 'modifiers' },
    resourcePolicy: { kind: 'configmap', name: 'policies' },
    uploaderConfig: { writeSparseFiles: true, parallelFilesDownload: 4 },
  },
  { scheduleName: 'nightly', orLabelSelectors: [SELECTOR] },
];

const SCHEDULE = anObject('Schedule', 'nightly', {
  schedule: 'CRON_TZ=Europe/Berlin 17 4 * * *',
  template: BACKUP_SPECS[0],
  paused: true,
  skipImmediately: true,
  useOwnerReferencesInBackup: true,
});

describe('every field', () => {
  it.each([
    ['BackupSpec', BACKUP_SPECS, BACKUP_SPEC_FIELDS],
    ['RestoreSpec', RESTORE_SPECS, RESTORE_SPEC_FIELDS],
  ])('of Velero’s %s is in these tests', (_, specs, fields) => {
    expect(new Set(specs.flatMap((spec) => Object.keys(spec)))).toEqual(new Set(fields));
  });

  it.each(BACKUP_SPECS)('of a Backup is carried over: %#', (spec) => {
    const { converted } = convertVelero([LOCATION, anObject('Backup', 'once', spec)], NOW);

    const { hooks, ...others } = spec;
    expect(converted[1]?.document['spec']).toEqual({
      ...others,
      hooks: { ...hooks, fromAnnotations: true },
      storageLocation: 'aws',
    });
  });

  it.each(RESTORE_SPECS)('of a Restore is carried over: %#', (spec) => {
    const { converted } = convertVelero([LOCATION, anObject('Restore', 'back', spec)], NOW);

    expect(converted[1]?.document['spec']).toEqual({ ...spec, storageLocation: 'aws' });
  });

  it('of a Schedule is carried over or told', () => {
    const { converted } = convertVelero([LOCATION, SCHEDULE], NOW);
    const [, schedule] = converted;

    expect(schedule).toMatchObject({
      cron: { schedule: '17 4 * * *', timeZone: 'Europe/Berlin', isPaused: true },
      configMaps: ['policies'],
    });
    expect(schedule?.losses.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'spec.skipImmediately',
        'spec.useOwnerReferencesInBackup',
        'spec.template.snapshotVolumes',
        'spec.template.volumeSnapshotLocations',
        'spec.template.datamover',
      ]),
    );
    expect(schedule?.losses.map(({ field }) => field)).not.toContain('spec.paused');
  });

  it('of a BackupStorageLocation is carried over or told', () => {
    const [location] = convertVelero([LOCATION], NOW).converted;

    expect(location?.document['spec']).toEqual({
      s3: {
        bucket: 'b',
        prefix: 'p',
        region: 'r',
        endpoint: 'https://s',
        publicEndpoint: 'https://p',
        forcePathStyle: true,
      },
      accessMode: 'ReadWrite',
    });
    expect(location?.losses.map(({ field }) => field)).toEqual([
      'spec.credential',
      'spec.backupSyncPeriod',
      'spec.validationFrequency',
      'spec.config.enableSharedConfig',
    ]);
  });
});

it('comes out as it would be read directly, errors among it', () => {
  const objects = [
    LOCATION,
    SCHEDULE,
    ...BACKUP_SPECS.map((spec, i) => anObject('Backup', `once-${i}`, spec)),
    ...RESTORE_SPECS.map((spec, i) => anObject('Restore', `back-${i}`, spec)),
  ];

  const { converted } = convertVelero(objects, NOW);
  const text = converted.map(({ document }) => JSON.stringify(document)).join('\n---\n');
  const { found, diagnostics } = parsePolicies([{ name: 'out.yaml', text }], NOW);
  const told = converted.flatMap(({ losses }) => losses.filter(({ severity }) => severity === 'error'));

  expect(found).toHaveLength(objects.length);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual(
    told.map(({ message }) => message),
  );
});

describe('names', () => {
  it('that cannot be ours are changed and told, and references to them follow', () => {
    const long = 'production.everything.in.the.cluster.every.night.at.two';
    const location = { ...LOCATION, metadata: { name: 'aws.main' } };
    const spec = { schedule: '@daily', template: { storageLocation: 'aws.main', includedNamespaces: ['shop'] } };

    const { converted } = convertVelero([location, anObject('Schedule', long, spec)], NOW);

    expect(converted.map(({ name }) => name)).toEqual(['aws-main', 'production-everything-in-the-cluster-eve']);
    expect(converted[1]?.document['spec']).toMatchObject({ storageLocation: 'aws-main' });
    expect(converted[1]?.losses).toMatchObject([
      { field: 'metadata.name', message: expect.stringContaining('becomes ') },
    ]);
  });

  it('that two documents share are told apart; a Schedule keeps its own', () => {
    const objects = [
      anObject('Backup', 'nightly', {}),
      anObject('Schedule', 'nightly', { schedule: '@daily', template: {} }),
    ];

    const { converted } = convertVelero([LOCATION, ...objects], NOW);

    expect(converted.map(({ from, name }) => [from, name])).toEqual([
      ['BackupStorageLocation/aws', 'aws'],
      ['Backup/nightly', 'nightly-2'],
      ['Schedule/nightly', 'nightly'],
    ]);
  });
});

describe('a restore', () => {
  it('reads from where its backup went, and says so where that is not known', () => {
    const backup = anObject('Backup', 'once', { storageLocation: 'other' });
    const restores = ['once', 'unknown'].map((backupName) => anObject('Restore', `of-${backupName}`, { backupName }));

    const { converted } = convertVelero([LOCATION, backup, ...restores], NOW);

    expect(
      converted.slice(2).map(({ document }) => (document['spec'] as { storageLocation: string }).storageLocation),
    ).toEqual(['other', 'aws']);
    expect(converted[2]?.losses.map(({ field }) => field)).not.toContain('spec.backupName');
    expect(converted[3]?.losses.map(({ field }) => field)).toContain('spec.backupName');
  });
});

it('tells of locations that are named and not there', () => {
  const schedule = anObject('Schedule', 'nightly', { schedule: '@daily', template: { includedNamespaces: ['shop'] } });
  const backup = anObject('Backup', 'once', { storageLocation: 'other', includedNamespaces: ['shop'] });

  const { converted } = convertVelero([schedule, backup], NOW);

  expect(converted.map(({ losses }) => losses)).toMatchObject([
    [
      {
        field: 'spec.template.storageLocation',
        severity: 'warning',
        message: expect.stringContaining('BackupStorageLocation default is not among the input'),
      },
    ],
    [{ field: 'spec.storageLocation', message: expect.stringContaining('BackupStorageLocation other is not') }],
  ]);
});

describe('a restore of a schedule', () => {
  it('reads from where the Schedule writes, and says so where that is not known', () => {
    const template = { storageLocation: 'other', includedNamespaces: ['shop'] };
    const schedules = [
      anObject('Schedule', 'elsewhere', { schedule: '@daily', template }),
      anObject('Schedule', 'usual', { schedule: '@daily', template: { includedNamespaces: ['shop'] } }),
    ];
    const restores = ['elsewhere', 'usual', 'unknown'].map((scheduleName) =>
      anObject('Restore', `of-${scheduleName}`, { scheduleName }),
    );

    const { converted } = convertVelero([LOCATION, ...schedules, ...restores], NOW);

    const ofRestores = converted.slice(3);
    expect(ofRestores.map(({ document }) => (document['spec'] as { storageLocation: string }).storageLocation)).toEqual(
      ['other', 'aws', 'aws'],
    );
    const isDoubtful = ofRestores.map(({ losses }) => losses.some(({ field }) => field === 'spec.scheduleName'));
    expect(isDoubtful).toEqual([false, false, true]);
  });
});

it('tells of Velero’s objects without a counterpart, and counts those of others', () => {
  const others = [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }];

  const { losses, ignored } = convertVelero([anObject('VolumeSnapshotLocation', 'aws', {}), ...others], NOW);

  expect(losses).toMatchObject([{ document: 'VolumeSnapshotLocation/aws', severity: 'warning' }]);
  expect(ignored).toBe(1);
});
