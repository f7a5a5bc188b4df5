import { expect, it } from 'vitest';
import { type BackupFacts, renderBackupDescription } from '../../../src/views/backup-description.ts';
import { aBackup, anOrigin } from '../../support/builders.ts';

const NOW = new Date('2026-11-22T02:17:00Z');

function facts(overrides: Partial<BackupFacts> = {}): BackupFacts {
  return {
    backup: aBackup(),
    location: 'main',
    root: 's3://backups/prod',
    resources: { 'v1/PersistentVolumeClaim': ['shop/data'], 'apps/v1/Deployment': ['shop/web', 'shop/api'] },
    errors: [],
    warnings: [{ scope: 'namespace shop', message: 'Left out' }],
    volumes: [{ namespace: 'shop', claim: 'data', volume: '', method: undefined, reason: '' }],
    files: [{ key: 'velero-backup.json', size: 1536 }],
    lacksArchive: false,
    ...overrides,
  };
}

it('tells what, whence, when, what is wrong, what is in it, and what it takes', () => {
  const text = renderBackupDescription(facts(), NOW, { details: false });

  expect(text).toBe(`Name:           nightly-20261121021700
Phase:          Completed
Location:       main (s3://backups/prod)
Made by:        Lifeboat
Policy:         nightly
Cluster:        production (kube-system 4c1a2d6e-90a4-4f0e-8a57-2f8f3f1b7d20)
Scheduled for:  2026-11-21T02:17:00Z
Started:        2026-11-21T02:17:00Z
Completed:      2026-11-21T02:17:09Z (took 9 s)
Expires:        2026-12-21T02:17:00Z (in 29 d)
Items:          3
Errors:         0
Warnings:       0
Format:         1.1.0
Run:            7b0f2f0e-1f3c-4b58-9d0c-6a1f0e5d9c11
Archive:        sha256 ${'0'.repeat(64)}

Warnings:
  namespace shop: Left out

Claims: 1, of which 1 without data in this backup
  shop/data: no data in this backup

Resources: 3 items of 2 types
├── apps/v1/Deployment  2
└── v1/PersistentVolumeClaim  1

Files: 1, 1.5 KiB
└── velero-backup.json  1.5 KiB
`);
});

it('names items under details', () => {
  const text = renderBackupDescription(facts(), NOW, { details: true });

  expect(text).toContain('├── apps/v1/Deployment  2\n│   ├── shop/web\n│   └── shop/api\n');
});

it('shows ten of many messages, and all under details', () => {
  const errors = Array.from({ length: 12 }, (_, at) => ({ scope: 'cluster', message: `number ${at}` }));

  const short = renderBackupDescription(facts({ errors }), NOW, { details: false });
  const full = renderBackupDescription(facts({ errors }), NOW, { details: true });

  expect(short).toContain('  cluster: number 9\n  … and 2 more (--details)\n');
  expect(full).toContain('  cluster: number 11\n');
});

it('counts claims that the volume list leaves out, and those whose data was saved', () => {
  const volumes = [{ namespace: 'shop', claim: 'data', volume: 'pv-1', method: 'PodVolumeBackup', reason: '' }];
  const resources = { 'v1/PersistentVolumeClaim': ['shop/data', 'shop/other'] };

  const text = renderBackupDescription(facts({ volumes, resources }), NOW, { details: false });

  expect(text).toContain('Claims: 2, of which 1 without data in this backup\n  shop/data on pv-1: PodVolumeBackup\n');
});

it('tells volumes that no claim has from claims', () => {
  const free = { namespace: '', claim: '', volume: 'pv-free', method: undefined, reason: '' };
  const resources = { 'v1/PersistentVolumeClaim': ['shop/data'] };

  const text = renderBackupDescription(facts({ volumes: [free], resources }), NOW, { details: false });

  expect(text).toContain('Claims: 1, of which 1 without data in this backup\n');
  expect(text).toContain('  volume pv-free, which no claim has: no data in this backup\n');
});

it('says why the data of a claim is missing, without what Velero puts between its reasons at the end', () => {
  const volume = { namespace: 'shop', claim: 'data', volume: 'pv-1', method: undefined };
  const reason = 'csiSnapshot: no class; podvolume: opted out; ';

  const text = renderBackupDescription(facts({ volumes: [{ ...volume, reason }] }), NOW, { details: false });

  expect(text).toContain('  shop/data on pv-1: no data in this backup (csiSnapshot: no class; podvolume: opted out)\n');
});

it('shows the filters of the spec, and whose history it continues', () => {
  const backup = aBackup({
    origin: anOrigin({ adHoc: true, adoptedFrom: 'old-uid' }),
    document: { spec: { includedNamespaces: ['a', 'b'], labelSelector: { matchLabels: { app: 'web' } }, ttl: '1h' } },
  });

  const text = renderBackupDescription(facts({ backup }), NOW, { details: false });

  expect(text).toContain('Ad hoc:         yes: differs from its policy\n');
  expect(text).toContain('Continues:      old-uid\n');
  expect(text).toContain(
    'Selection:\n  includedNamespaces:  a, b\n  labelSelector:       {"matchLabels":{"app":"web"}}\n',
  );
  expect(text).not.toContain('ttl');
});

it('leaves out what is not known', () => {
  const text = renderBackupDescription(
    facts({ resources: undefined, errors: undefined, warnings: undefined, volumes: undefined, files: [] }),
    NOW,
    { details: false },
  );

  expect(text).not.toMatch(/Claims|Resources|Warnings:\n/);
  expect(text).toContain('Files: 0, 0 B\n');
});

it('counts the hooks of a backup that has some', () => {
  const withHooks = (hookStatus: object) => {
    const backup = aBackup();
    const document = { ...backup.document, status: { hookStatus } };
    return renderBackupDescription(facts({ backup: { ...backup, document } }), NOW, { details: false });
  };

  expect(withHooks({})).not.toContain('Hooks:');
  expect(withHooks({ hooksAttempted: 3, hooksFailed: 1 })).toContain('Hooks:          3, of which 1 failed\n');
});
