import { doubtful, type Finding, type Path } from '../finding.ts';
import { readScheduleText } from './schedule-text.ts';
import {
  fieldsOf,
  type Fields,
  metadataOf,
  pick,
  refuseOthers,
  refuseOurHooks,
  type Translation,
} from './translation.ts';

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
    document: policy(document, backupSpec(spec)),
    findings: [
      ...refuseOthers(document['spec'], BACKUP_SPEC_FIELDS, ['spec']),
      ...refuseOurHooks(spec, ['spec', 'hooks']),
    ],
    notes: unfiltered(spec, ['spec']),
    sourcePath: (path) => path,
  };
}

const SCHEDULE_FIELDS = ['schedule', 'template', 'paused', 'skipImmediately', 'useOwnerReferencesInBackup'];

/** Velero's Schedule as a policy: its template is the spec, its schedule stands beside. */
export function fromSchedule(document: Fields): Translation {
  const spec = fieldsOf(document['spec']);
  const template = fieldsOf(spec['template']);
  const { schedule } = spec;
  const read = typeof schedule === 'string' ? readScheduleText(schedule) : undefined;
  const { timeZone, findings = [] } = read ?? {};
  const when = { ...pick(spec, ['schedule']), ...(read && { schedule: read.schedule }), ...(timeZone && { timeZone }) };
  return {
    kind: 'BackupPolicy',
    document: policy(document, { ...backupSpec(template), ...when }),
    findings: [
      ...refuseOthers(document['spec'], SCHEDULE_FIELDS, ['spec']),
      ...refuseOthers(spec['template'], BACKUP_SPEC_FIELDS, ['spec', 'template']),
      ...refuseOurHooks(template, ['spec', 'template', 'hooks']),
      ...findings,
      ...withoutCounterpart(spec),
    ],
    notes: [...notHandedOn(document, template), ...unfiltered(template, ['spec', 'template'])],
    sourcePath: (path) => {
      const [root, field, ...rest] = path;
      if (root !== 'spec' || field === undefined) return path;
      return field === 'schedule' || field === 'timeZone' ? [root, 'schedule'] : [root, 'template', field, ...rest];
    },
  };
}

/** What a Schedule says about starting and keeping, which others decide here. */
function withoutCounterpart(spec: Fields): Finding[] {
  const says: readonly (readonly [field: string, message: string])[] = [
    ['paused', 'has no effect here: set suspend on the CronJob'],
    ['skipImmediately', 'has no effect here: a CronJob never starts a run because it is new'],
    ['useOwnerReferencesInBackup', 'has no effect here: no Backup object is made that could have an owner'],
  ];
  return says.flatMap(([field, message]) => (spec[field] === true ? [doubtful(['spec', field], message)] : []));
}

/** Velero copies a Schedule's own labels and annotations to its backups; what a GitOps tool marks would be everywhere. */
function notHandedOn(document: Fields, template: Fields): Finding[] {
  const { labels, annotations } = fieldsOf(metadataOf(document));
  const { labels: own } = fieldsOf(template['metadata']);
  const isSaid = Object.keys(fieldsOf(own)).length > 0;
  const message =
    'Velero copies them to its backups, which is not done here; labels of backups are spec.metadata.labels';
  return [
    ...(isSaid || Object.keys(fieldsOf(labels)).length === 0 ? [] : [doubtful(['metadata', 'labels'], message)]),
    ...(Object.keys(fieldsOf(annotations)).length === 0
      ? []
      : [doubtful(['metadata', 'annotations'], 'Velero copies them to its backups, which is not done here')]),
  ];
}

const FILTERS = BACKUP_SPEC_FIELDS.filter((field) => /^(in|ex)cluded/.test(field) || /[lL]abelSelector/.test(field));

/** Since 1.17 Velero's server does less than it documents where nothing is filtered. */
function unfiltered(spec: Fields, path: Path): Finding[] {
  const isFilter = (value: unknown) => (Array.isArray(value) ? value.some((one) => one !== '*') : value !== undefined);
  if (spec['includeClusterResources'] !== undefined || FILTERS.some((field) => isFilter(spec[field]))) return [];
  return [
    doubtful(path, 'nothing is filtered: here all cluster-scoped objects are backed up too, as Velero documents'),
  ];
}

/**
 * A BackupSpec in our form. To Velero the annotations of Pods are hooks in every backup: whoever wrote for it relies on
 * them, and who may annotate a Pod runs commands in his own Pod alone.
 */
function backupSpec(spec: Fields): Fields {
  const { hooks, ...others } = pick(spec, BACKUP_SPEC_FIELDS);
  const known = pick(fieldsOf(hooks), ['resources']);
  const isMap = hooks === undefined || hooks === fieldsOf(hooks);
  return { ...others, hooks: isMap ? { ...known, fromAnnotations: true } : hooks };
}

function policy(document: Fields, spec: Fields): Fields {
  return { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'BackupPolicy', metadata: metadataOf(document), spec };
}
