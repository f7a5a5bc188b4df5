import type { RunReport } from '../../domain/state/run-report.ts';
import { STATE_WORDS } from '../../domain/state/words.ts';

/** A backup as NetApp Astra Control's appBackup, version 1.2; lists that are empty are there, as that interface says. */
export function asAstra(report: RunReport): Readonly<Record<string, unknown>> {
  const { createdAt, completedAt, labels } = report;
  return {
    type: 'application/astra-appBackup',
    version: '1.2',
    id: report.id,
    name: report.name,
    bucketID: report.location,
    ...(report.cronJob !== undefined && { scheduleID: report.cronJob }),
    state: STATE_WORDS[report.state].astra,
    stateUnready: report.stateUnready,
    hookState: report.hookState,
    hookStateDetails: report.hookStateDetails,
    backupCreationTimestamp: createdAt,
    totalBytes: report.totalBytes,
    bytesDone: report.bytesDone,
    percentDone: report.percent,
    metadata: {
      labels: Object.entries(labels).map(([name, value]) => ({ name, value })),
      creationTimestamp: createdAt,
      modificationTimestamp: completedAt ?? createdAt,
      createdBy: report.createdBy,
    },
  };
}
