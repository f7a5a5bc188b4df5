import { backupPhaseOf, restorePhaseOf } from '../../domain/state/cloudera-phase.ts';
import type { ReportedMessage, RunReport } from '../../domain/state/run-report.ts';
import { STATE_WORDS } from '../../domain/state/words.ts';

/** What a run selected, as far as the caller knows it: no list at all says nothing, an empty one says everything. */
export interface SelectedNamespaces {
  readonly includedNamespaces?: readonly string[];
  readonly excludedResources?: readonly string[];
}

const NOTHING_KNOWN: SelectedNamespaces = {};

/** A run as a Backup or Restore of Cloudera's Data Recovery Service. */
export function asCloudera(report: RunReport, selected = NOTHING_KNOWN): Readonly<Record<string, unknown>> {
  return report.action === 'restore' ? restoreOf(report, selected) : backupOf(report, selected);
}

/** A run as SimpleBackup or SimpleRestore, of which lists consist. */
export function asSimpleCloudera(report: RunReport, selected = NOTHING_KNOWN): Readonly<Record<string, unknown>> {
  const of = asCloudera(report, selected);
  const fields = report.action === 'restore' ? SIMPLE_RESTORE : SIMPLE_BACKUP;
  return Object.fromEntries(fields.map((field) => [field, of[field]]));
}

const SIMPLE_BACKUP = ['backupCrn', 'backupName', 'backupCreationTime', 'backupPhase', 'backupJobState'];
const SIMPLE_RESTORE = [
  'restoreCrn',
  'backupCrn',
  'restoreCreationTime',
  'includedNamespaces',
  'restorePhase',
  'restoreJobState',
];

/**
 * `crn:lifeboat:<cluster>::backup:<name>`, of other runs `…:<action>:<run>`; a part that is not known is empty. Backups
 * are called by their names, which are all that is known of every one of them.
 */
export function crnOf({ action, cluster, name, id }: RunReport): string {
  const own = action === 'backup' ? (name ?? id) : (id ?? name);
  return ['crn', 'lifeboat', cluster?.uid ?? '', '', action, own ?? ''].join(':');
}

function backupOf(report: RunReport, { includedNamespaces }: SelectedNamespaces): Readonly<Record<string, unknown>> {
  return {
    backupCreationTime: report.createdAt,
    backupCrn: crnOf(report),
    backupJob: report.job,
    backupJobState: jobStateOf(report),
    backupName: report.name,
    backupPhase: backupPhaseOf(report),
    backupUpdatedTime: report.completedAt ?? report.createdAt,
    includedNamespaces,
    ...messagesOf(report),
  };
}

function restoreOf(report: RunReport, selected: SelectedNamespaces): Readonly<Record<string, unknown>> {
  return {
    backupCrn: backupCrnOf(report),
    excludedResources: selected.excludedResources,
    includedNamespaces: selected.includedNamespaces,
    restoreCreationTime: report.createdAt,
    restoreCrn: crnOf(report),
    restoreJob: report.job,
    restoreJobState: jobStateOf(report),
    restorePhase: restorePhaseOf(report),
    restoreUpdatedTime: report.completedAt ?? report.createdAt,
    successConditions: report.successConditions,
    ...messagesOf(report),
  };
}

/** A restore knows the name of its backup, and not the run that made it. */
function backupCrnOf({ cluster, source }: RunReport): string {
  return ['crn', 'lifeboat', cluster?.uid ?? '', '', 'backup', source ?? ''].join(':');
}

function jobStateOf({ state }: RunReport): string | undefined {
  return STATE_WORDS[state].cloudera;
}

/** What has no word of its own there is told as a warning, what ended the run as an error. */
function messagesOf(report: RunReport): Readonly<Record<string, unknown>> {
  const { state, stateUnready, problems, errors, warnings, completedAt, createdAt } = report;
  const timestamp = completedAt ?? createdAt;
  const told = ({ namespace = '', text }: ReportedMessage) => ({ namespace, text, timestamp });
  const plain = (text: string) => ({ namespace: '', text, timestamp });
  const isUnsaid = ['planned', 'skipped', 'removed', 'unknown'].includes(state);
  return {
    errors: [...problems.map(({ code, detail }) => plain(`${code}: ${detail}`)), ...errors.map((one) => told(one))],
    warnings: [...(isUnsaid ? stateUnready.map((text) => plain(text)) : []), ...warnings.map((one) => told(one))],
  };
}
