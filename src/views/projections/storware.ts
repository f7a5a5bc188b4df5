import type { RunReport } from '../../domain/state/run-report.ts';
import { STATE_WORDS } from '../../domain/state/words.ts';

/** A run as one of Storware's TaskDetails: enums with a description, times in milliseconds since 1970. */
export function asStorware(report: RunReport): Readonly<Record<string, unknown>> {
  const state = STATE_WORDS[report.state].storware;
  return {
    guid: report.id,
    type: { name: report.action.toUpperCase(), description: TYPES[report.action] ?? report.action },
    ...(state !== undefined && { state: { name: state, description: STATE_DESCRIPTIONS[state] } }),
    creationTime: millisecondsOf(report.createdAt),
    finishTime: millisecondsOf(report.completedAt),
    progress: report.percent,
    ...(report.action === 'backup' && { backupType: { name: 'FULL', description: 'Full' } }),
    statusInfo: report.stateUnready.join('; ') || undefined,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  backup: 'Backup',
  restore: 'Restore',
  delete: 'Delete',
  prune: 'Delete by retention',
  verify: 'Verify',
};

const STATE_DESCRIPTIONS: Readonly<Record<string, string>> = {
  QUEUED: 'Queued',
  INPROGRESS: 'In progress',
  SUCCESS: 'Success',
  PARTIAL_SUCCESS: 'Partial success',
  FAILED: 'Failed',
  SUCCESS_REMOVED: 'Success, and nothing is there',
};

function millisecondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
