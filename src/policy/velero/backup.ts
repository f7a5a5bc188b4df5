import { doubtful, type Finding } from '../finding.ts';
import { fieldsOf, type Fields, metadataOf, pick, refuseOthers, type Translation } from './translation.ts';

/** The fields of Velero's BackupSpec (`pkg/apis/velero/v1/backup_types.go`). */
export const BACKUP_SPEC_FIELDS: readonly string[] = [
  'metadata',
  'includedNamespaces',
  'excludedNamespaces',
  'includedResources',
  'excludedResources',
  'includedClusterScopedResources',
  'excludedClusterScopedResources',
  'includedNamespaceScopedResources',
  'excludedNamespaceScopedResources',
  'labelSelector',
  'orLabelSelectors',
  'snapshotVolumes',
  'ttl',
  'volumeGroupSnapshotLabelKey',
  'includeClusterResources',
  'hooks',
  'storageLocation',
  'volumeSnapshotLocations',
  'defaultVolumesToRestic',
  'defaultVolumesToFsBackup',
  'orderedResources',
  'csiSnapshotTimeout',
  'itemOperationTimeout',
  'resourcePolicy',
  'snapshotMoveData',
  'datamover',
  'uploaderConfig',
  'backupType',
];

/** Velero's Backup as a policy without a schedule. */
export function fromBackup(document: Fields): Translation {
  const spec = fieldsOf(document['spec']);
  return {
    kind: 'BackupPolicy',
    document: policy(document, pick(spec, BACKUP_SPEC_FIELDS)),
    findings: refuseOthers(document['spec'], BACKUP_SPEC_FIELDS, ['spec']),
    sourcePath: (path) => path,
  };
}

const SCHEDULE_FIELDS = ['schedule', 'template', 'paused', 'skipImmediately', 'useOwnerReferencesInBackup'];

/** Velero's Schedule as a policy: its template is the spec, its schedule stands beside. */
export function fromSchedule(document: Fields): Translation {
  const spec = fieldsOf(document['spec']);
  const template = fieldsOf(spec['template']);
  return {
    kind: 'BackupPolicy',
    document: policy(document, { ...pick(template, BACKUP_SPEC_FIELDS), ...pick(spec, ['schedule']) }),
    findings: [
      ...refuseOthers(document['spec'], SCHEDULE_FIELDS, ['spec']),
      ...refuseOthers(spec['template'], BACKUP_SPEC_FIELDS, ['spec', 'template']),
      ...withoutCounterpart(spec),
    ],
    sourcePath: (path) => {
      const [root, field, ...rest] = path;
      return root === 'spec' && field !== undefined && field !== 'schedule' ? [root, 'template', field, ...rest] : path;
    },
  };
}

/** What a Schedule says about starting, which is the CronJob's business here. */
function withoutCounterpart(spec: Fields): Finding[] {
  return spec['paused'] === true
    ? [doubtful(['spec', 'paused'], 'has no effect here: set suspend on the CronJob')]
    : [];
}

function policy(document: Fields, spec: Fields): Fields {
  return { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'BackupPolicy', metadata: metadataOf(document), spec };
}
