import { type Backup, isQuarantined } from '../../backup/backup.ts';
import type { JsonObject } from '../../json/exact-json.ts';
import type { RunResult } from '../../result/result.ts';
import { isListed } from '../../selection/glob.ts';
import type { Source } from './source.ts';

/** The label of a backup's project or tenant. */
export const PROJECT_LABEL = 'lifeboat.dev/project';

/** What a backup protects, by its selection: all of a cluster, some namespaces, or what has certain labels. */
export type EntityType = 'cluster' | 'namespace' | 'application';

/** A backup as lists tell it: small, so that ten thousand fit into memory. */
export interface BackupRow {
  readonly name: string;
  /** Name of its location; undefined where only its result tells of it. */
  readonly location: string | undefined;
  readonly source: Source;
  /** Velero's, which may be one that Lifeboat never writes. */
  readonly phase: string;
  readonly madeBy: 'lifeboat' | 'velero';
  /** Or Velero's schedule. */
  readonly policy: string | undefined;
  readonly adHoc: boolean | undefined;
  readonly clusterName: string | undefined;
  readonly clusterUid: string | undefined;
  readonly project: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly hookState: 'success' | 'failed' | undefined;
  readonly runId: string | undefined;
  /** Of the Backup object, where whoever made it gave it one. */
  readonly uid: string | undefined;
  readonly scheduledFor: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly completedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly items: number | undefined;
  readonly errors: number;
  readonly warnings: number;
  readonly formatVersion: string | undefined;
  readonly archiveSha256: string | undefined;
  /** Of the archive, where it was looked for or a result tells. */
  readonly bytes: number | undefined;
  /** Set where the archive was looked for and is gone; such a row keeps its place on a page, so that pages agree. */
  readonly lacksArchive?: boolean;
  /** Found suspiciously small, and not accepted by anybody yet. */
  readonly isQuarantined: boolean;
  readonly entityType: EntityType | undefined;
  readonly includedNamespaces: readonly string[];
  readonly excludedNamespaces: readonly string[];
}

/** The row of a backup that a location holds. */
export function backupRow(backup: Backup, location: string): BackupRow {
  const { origin, document } = backup;
  const spec = recordAt(document, 'spec');
  const metadata = recordAt(document, 'metadata');
  const labels = textsIn(recordAt(metadata, 'labels'));
  const { hooksFailed } = recordAt(recordAt(document, 'status'), 'hookStatus');
  return {
    name: backup.name,
    location,
    source: 'location',
    phase: backup.phase,
    madeBy: origin === undefined ? 'velero' : 'lifeboat',
    policy: origin?.policy ?? backup.scheduleName,
    adHoc: origin?.adHoc,
    clusterName: origin?.clusterName,
    clusterUid: origin?.clusterUid,
    project: labels[PROJECT_LABEL],
    labels,
    hookState: typeof hooksFailed === 'number' && hooksFailed > 0 ? 'failed' : 'success',
    runId: origin?.runId,
    uid: textsIn(metadata)['uid'],
    scheduledFor: origin?.scheduledFor,
    startedAt: backup.startedAt,
    completedAt: backup.completedAt,
    expiresAt: backup.expiresAt,
    items: backup.items,
    errors: backup.errors,
    warnings: backup.warnings,
    formatVersion: backup.formatVersion,
    archiveSha256: backup.archiveSha256,
    bytes: undefined,
    isQuarantined: isQuarantined(backup),
    ...entityOf(spec),
  };
}

/** The row of a backup that a run tells of, committed; undefined for any other run. */
export function backupRowOfRun(result: RunResult): BackupRow | undefined {
  const { backup, policy, cluster } = result;
  if (backup === undefined || !backup.committed) return undefined;
  return {
    name: backup.name,
    location: result.location?.name,
    source: 'cluster',
    phase: result.phase,
    madeBy: 'lifeboat',
    policy: policy?.name,
    adHoc: (result.overrides ?? []).length > 0,
    clusterName: cluster?.name,
    clusterUid: cluster?.uid,
    project: result.project,
    labels: {},
    hookState: result.hookState,
    runId: result.runId,
    uid: undefined,
    scheduledFor: new Date(result.scheduledFor),
    startedAt: new Date(result.startedAt),
    completedAt: timeOf(result.completedAt),
    expiresAt: timeOf(backup.expiresAt),
    items: backup.items,
    errors: result.errorCount,
    warnings: result.warningCount,
    formatVersion: undefined,
    archiveSha256: backup.archiveSha256,
    bytes: backup.archiveBytes,
    isQuarantined: false,
    entityType: undefined,
    includedNamespaces: [],
    excludedNamespaces: [],
  };
}

/** One backup found in a location and among results: what the location says, and what only the result knows. */
export function joinBackupRows(inLocation: BackupRow, ofRun: BackupRow): BackupRow {
  return { ...inLocation, bytes: inLocation.bytes ?? ofRun.bytes, source: 'both' };
}

/** Whether a backup's selection has a namespace in it; false where the selection is not known. */
export function coversNamespace(
  { entityType, includedNamespaces, excludedNamespaces }: BackupRow,
  namespace: string,
): boolean {
  return entityType !== undefined && isListed(namespace, includedNamespaces, excludedNamespaces);
}

function entityOf(spec: JsonObject): Pick<BackupRow, 'entityType' | 'includedNamespaces' | 'excludedNamespaces'> {
  const includedNamespaces = textsAt(spec, 'includedNamespaces');
  const isByLabel = spec['labelSelector'] !== undefined || lengthOf(spec['orLabelSelectors']) > 0;
  const isOfAll = includedNamespaces.length === 0 || includedNamespaces.includes('*');
  return {
    entityType: isByLabel ? 'application' : isOfAll ? 'cluster' : 'namespace',
    includedNamespaces,
    excludedNamespaces: textsAt(spec, 'excludedNamespaces'),
  };
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function recordAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function textsIn(object: JsonObject): Readonly<Record<string, string>> {
  const texts = Object.entries(object).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(texts);
}

function textsAt(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function timeOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
