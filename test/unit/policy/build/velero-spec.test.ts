import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { veleroBackupSpec, veleroRestoreSpec } from '../../../../src/policy/build/velero-spec.ts';

const GOLDEN = fileURLToPath(new URL('../../../golden/velero-1.18.3', import.meta.url));
const STORED = 'archive/velero-backup.json';
const cases = globSync('*/request.json', { cwd: GOLDEN })
  .map((path) => path.split('/')[0]!)
  .filter((name) => existsSync(join(GOLDEN, name, STORED)))
  .toSorted();

function readJson(...path: string[]): { readonly spec?: Record<string, unknown> } {
  return JSON.parse(readFileSync(join(GOLDEN, ...path), 'utf8')) as { readonly spec?: Record<string, unknown> };
}

/** Carries the label that excludes it in the recorded cluster, so Velero's server adds it; a policy cannot know that. */
const LABELLED_NAMESPACE = 'gamma';

describe('veleroBackupSpec', () => {
  it('has cases to be compared with', () => {
    expect(cases.length).toBeGreaterThan(10);
  });

  it.each(cases)('stores the request of the golden case %s as Velero did, in the same order', (name) => {
    const requested = readJson(name, 'request.json').spec ?? {};
    const stored = { ...readJson(name, STORED).spec };
    const excluded = (stored['excludedNamespaces'] as string[]).filter((one) => one !== LABELLED_NAMESPACE);
    if (excluded.length > 0) stored['excludedNamespaces'] = excluded;
    else delete stored['excludedNamespaces'];

    const spec = veleroBackupSpec(requested, 'default');

    expect(spec).toEqual(stored);
    expect(Object.keys(spec)).toEqual(Object.keys(stored));
  });

  it('writes durations as Go does, and takes 0 for the default as Velero does', () => {
    const spec = veleroBackupSpec({ ttl: '90m', csiSnapshotTimeout: '0', itemOperationTimeout: '1.5h' }, 'main');

    expect(spec).toMatchObject({ ttl: '1h30m0s', csiSnapshotTimeout: '10m0s', itemOperationTimeout: '1h30m0s' });
  });

  it('copies the old name of a field into the new one', () => {
    const spec = veleroBackupSpec({ defaultVolumesToRestic: true }, 'main');

    expect(spec).toMatchObject({ defaultVolumesToRestic: true, defaultVolumesToFsBackup: true });
  });

  it('takes the two snapshot types out of the include lists, as Velero does', () => {
    const spec = veleroBackupSpec({ includedResources: ['pods', 'volumesnapshots.snapshot.storage.k8s.io'] }, 'main');

    expect(spec['includedResources']).toEqual(['pods']);
  });

  it('holds none of our own fields', () => {
    const spec = veleroBackupSpec({ schedule: '17 2 * * *', onPartial: 'Succeed', retention: { keepLast: 3 } }, 'main');

    expect(spec).toEqual(veleroBackupSpec({}, 'main'));
  });
});

describe('veleroRestoreSpec', () => {
  it('adds what is never restored and the time limit, as Velero does', () => {
    expect(veleroRestoreSpec({ backupName: 'full', excludedResources: ['pods', 'nodes'], mode: 'Apply' })).toEqual({
      backupName: 'full',
      excludedResources: [
        'pods',
        'nodes',
        'events',
        'events.events.k8s.io',
        'backups.velero.io',
        'restores.velero.io',
        'resticrepositories.velero.io',
        'csinodes.storage.k8s.io',
        'volumeattachments.storage.k8s.io',
        'backuprepositories.velero.io',
      ],
      itemOperationTimeout: '4h0m0s',
    });
  });
});
