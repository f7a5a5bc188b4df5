import type { BackupRow } from './backup-row.ts';
import type { Fields } from '../filter/field.ts';

/** What backups are filtered and ordered by. */
export const BACKUP_FIELDS: Fields<BackupRow> = {
  name: { kind: 'text', description: 'Name', value: ({ name }) => name },
  state: { kind: 'state', description: 'Phase, or a word of another interface', value: ({ phase }) => phase },
  policy: { kind: 'text', description: 'Policy, or Velero’s schedule', value: ({ policy }) => policy },
  cluster: { kind: 'text', description: 'Name of the cluster', value: ({ clusterName }) => clusterName },
  project: { kind: 'text', description: 'Label lifeboat.dev/project', value: ({ project }) => project },
  location: { kind: 'text', description: 'Name of the location', value: ({ location }) => location },
  started: { kind: 'time', description: 'When it began', value: ({ startedAt }) => startedAt },
  completed: { kind: 'time', description: 'When it ended', value: ({ completedAt }) => completedAt },
  expires: { kind: 'time', description: 'When it may go', value: ({ expiresAt }) => expiresAt },
  due: { kind: 'time', description: 'When its run was due', value: ({ scheduledFor }) => scheduledFor },
  took: {
    kind: 'duration',
    description: 'From start to end',
    value: ({ startedAt, completedAt }) => startedAt && completedAt && completedAt.getTime() - startedAt.getTime(),
  },
  items: { kind: 'number', description: 'Objects in it', value: ({ items }) => items },
  bytes: { kind: 'bytes', description: 'Size of the archive', value: ({ bytes }) => bytes },
  errors: { kind: 'number', description: 'Errors', value: ({ errors }) => errors },
  warnings: { kind: 'number', description: 'Warnings', value: ({ warnings }) => warnings },
  madeBy: { kind: 'text', description: 'lifeboat or velero', value: ({ madeBy }) => madeBy },
  adHoc: { kind: 'flag', description: 'Differs from its policy', value: ({ adHoc }) => adHoc },
  entityType: { kind: 'text', description: 'cluster, namespace or application', value: ({ entityType }) => entityType },
  source: { kind: 'text', description: 'location, cluster or both', value: ({ source }) => source },
};
