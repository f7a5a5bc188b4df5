import { type BackupRow, coversNamespace, type EntityType } from '../../../../domain/find/rows/backup-row.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { ListCall } from './query.ts';

/** Storware's types of protected entities that are something here; its others are no part of a cluster's objects. */
const TYPES: ReadonlyMap<string, EntityType> = new Map([
  ['cluster', 'cluster'],
  ['cloud', 'cluster'],
  ['namespace', 'namespace'],
  ['cloud_group', 'namespace'],
  ['application', 'application'],
  ['app', 'application'],
]);

/** The backups that `--entity` and `--entity-type` ask for. */
export function entityTest({
  entity,
  entityType,
}: Pick<ListCall['options'], 'entity' | 'entityType'>): (row: BackupRow) => boolean {
  const type = entityType === undefined ? undefined : typeMeant(entityType);
  const isMeant = entity === undefined ? () => true : entityMeant(entity);
  return (row) => (type === undefined || row.entityType === type) && isMeant(row);
}

function typeMeant(written: string): EntityType {
  const type = TYPES.get(written.toLowerCase());
  if (type !== undefined) return type;
  throw new RunError('usage', `--entity-type: there is no type ${JSON.stringify(written)} of what backups protect`, {
    hint: `The types are ${[...TYPES.keys()].join(', ')}.`,
  });
}

function entityMeant(written: string): (row: BackupRow) => boolean {
  const [, kind = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(written) ?? [];
  switch (kind.toLowerCase()) {
    case 'namespace':
    case 'namespaces':
    case 'ns':
      return (row) => coversNamespace(row, name);
    case 'cluster':
      return ({ clusterName, clusterUid }) => clusterName === name || clusterUid === name;
    case 'policy':
      return ({ policy }) => policy === name;
    case 'project':
      return ({ project }) => project === name;
    default:
      throw new RunError('usage', `--entity: ${JSON.stringify(written)} is nothing that a backup protects`, {
        hint: 'Write namespace/<name>, cluster/<name>, policy/<name> or project/<name>.',
      });
  }
}
