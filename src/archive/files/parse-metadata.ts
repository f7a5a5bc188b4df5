import type { Backup, BackupOrigin } from '../../domain/backup/backup.ts';
import { failure, ok, type Result } from '../../base/result.ts';
import { integerOf, isRecord, parseJson, recordAt, textOf, timeOf } from './json.ts';
import { ANNOTATIONS, SCHEDULE_NAME } from './metadata.ts';

/** A Backup without a phase is one that Velero has not begun. */
const NEW = 'New';

/**
 * Reads a `velero-backup.json`, ours or that of any Velero release: unknown fields stay in `document`, missing ones are
 * undefined. The error is a sentence about what keeps it from being a backup.
 */
export function parseMetadata(name: string, bytes: Uint8Array): Result<Backup, string> {
  const document = parseJson(bytes);
  if (!isRecord(document)) return failure('velero-backup.json is not a JSON object');
  const { kind, apiVersion } = document;
  if (kind !== 'Backup' || !/^velero\.io\/v\d/.test(String(apiVersion))) {
    const held = [apiVersion, kind].filter((part) => part !== undefined).map((part) => JSON.stringify(part));
    return failure(`velero-backup.json holds ${held.join(' ') || 'a document of no kind'}, not a Velero Backup`);
  }
  const metadata = recordAt(document, 'metadata');
  if (metadata['name'] !== name) {
    return failure(`velero-backup.json names ${JSON.stringify(metadata['name'])}, but lies in the folder ${name}`);
  }
  return ok(backupOf(name, document));
}

function backupOf(name: string, document: Readonly<Record<string, unknown>>): Backup {
  const status = recordAt(document, 'status');
  const annotations = recordAt(recordAt(document, 'metadata'), 'annotations');
  return {
    name,
    origin: originOf(annotations),
    phase: textOf(status['phase']) ?? NEW,
    startedAt: timeOf(status['startTimestamp']),
    completedAt: timeOf(status['completionTimestamp']),
    expiresAt: timeOf(annotations[ANNOTATIONS.expiresAt]) ?? timeOf(status['expiration']),
    formatVersion: textOf(status['formatVersion']),
    items: itemsOf(status),
    errors: integerOf(status['errors']) ?? 0,
    warnings: integerOf(status['warnings']) ?? 0,
    scheduleName: textOf(recordAt(recordAt(document, 'metadata'), 'labels')[SCHEDULE_NAME]),
    onPartial: annotations[ANNOTATIONS.onPartial] === 'Succeed' ? 'Succeed' : 'Fail',
    archiveSha256: textOf(annotations[ANNOTATIONS.archiveSha256]),
    manifestSha256: textOf(annotations[ANNOTATIONS.manifestSha256]),
    ...quarantineOf(annotations),
    document,
  };
}

/** Whether it was accepted since, facts beside it tell. */
function quarantineOf(annotations: Readonly<Record<string, unknown>>): Pick<Backup, 'quarantine'> {
  const reason = textOf(annotations[ANNOTATIONS.quarantined]);
  return reason === undefined ? {} : { quarantine: { reason, isAccepted: false } };
}

/** Velero leaves zeros out: an empty progress is one of no items. */
function itemsOf(status: Readonly<Record<string, unknown>>): number | undefined {
  if (!isRecord(status['progress'])) return undefined;
  const { itemsBackedUp, totalItems } = status['progress'];
  return integerOf(itemsBackedUp) ?? integerOf(totalItems) ?? 0;
}

/** Who made it, undefined unless all that identifies a run of ours is there. */
function originOf(annotations: Readonly<Record<string, unknown>>): BackupOrigin | undefined {
  const runId = textOf(annotations[ANNOTATIONS.runId]);
  const clusterName = textOf(annotations[ANNOTATIONS.cluster]);
  const clusterUid = textOf(annotations[ANNOTATIONS.clusterUid]);
  const scheduledFor = timeOf(annotations[ANNOTATIONS.scheduledFor]);
  if (runId === undefined || clusterName === undefined || clusterUid === undefined || scheduledFor === undefined) {
    return undefined;
  }
  return {
    runId,
    policy: textOf(annotations[ANNOTATIONS.policy]),
    policyHash: textOf(annotations[ANNOTATIONS.policySha256]),
    selectionSha256: textOf(annotations[ANNOTATIONS.selectionSha256]),
    adHoc: annotations[ANNOTATIONS.adHoc] === 'true',
    clusterName,
    clusterUid,
    adoptedFrom: textOf(annotations[ANNOTATIONS.adoptedFrom]),
    scheduledFor,
  };
}
