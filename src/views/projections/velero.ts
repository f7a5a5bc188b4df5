import type { RunReport } from '../../domain/state/run-report.ts';
import { STATE_WORDS } from '../../domain/state/words.ts';

/** A run as Velero's Backup or Restore object: status, and what its metadata can say. */
export function asVelero(report: RunReport): Readonly<Record<string, unknown>> {
  const { action, name, source, labels, location } = report;
  return {
    apiVersion: 'velero.io/v1',
    kind: action === 'restore' ? 'Restore' : 'Backup',
    metadata: {
      name,
      uid: report.id,
      ...(report.createdAt && { creationTimestamp: report.createdAt }),
      ...(Object.keys(labels).length > 0 && { labels }),
    },
    spec: action === 'restore' ? { backupName: source } : { storageLocation: location },
    status: statusOf(report),
  };
}

/** A Backup object as its location has it, with the phase that it has by now. */
export function asStoredVelero(
  document: Readonly<Record<string, unknown>>,
  { state, reached }: RunReport,
): Readonly<Record<string, unknown>> {
  const phase = STATE_WORDS[state].velero;
  if (state === reached || phase === undefined) return document;
  const status = typeof document['status'] === 'object' ? document['status'] : {};
  return { ...document, status: { ...status, phase } };
}

/** Velero leaves out what is zero or not known. */
function statusOf(report: RunReport): Readonly<Record<string, unknown>> {
  const { action, state, createdAt, completedAt, errorCount, warningCount, items, problems } = report;
  const ended = report.reached === 'failed' || report.reached === 'invalid';
  return {
    phase: STATE_WORDS[state].velero,
    startTimestamp: createdAt,
    completionTimestamp: completedAt,
    errors: errorCount === 0 ? undefined : errorCount,
    warnings: warningCount === 0 ? undefined : warningCount,
    failureReason: ended ? problems[0]?.message : undefined,
    validationErrors: problems[0]?.invalidParams?.map(({ name, reason }) => `${name}: ${reason}`),
    progress: items === undefined ? undefined : { [action === 'restore' ? 'itemsRestored' : 'itemsBackedUp']: items },
  };
}
