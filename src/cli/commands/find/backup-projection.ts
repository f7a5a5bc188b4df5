import { type ReportedMessage, reportOfBackup } from '../../../domain/state/run-report.ts';
import type { BackupFacts, ScopedMessage } from '../../../views/backup-description.ts';
import type { Projectable } from '../../../views/projections/project.ts';

/** What a location tells of a backup, for the words of other systems. */
export function backupProjection(facts: BackupFacts): Projectable {
  const { backup, location, lacksArchive, files, errors = [], warnings = [], resources = {} } = facts;
  const report = reportOfBackup({
    backup,
    location,
    lacksArchive,
    archiveBytes: files.find(({ key }) => key === `${backup.name}.tar.gz`)?.size,
    errors: errors.map((one) => reported(one)),
    warnings: warnings.map((one) => reported(one)),
  });
  const includedNamespaces = namespacesOf(Object.values(resources).flat());
  return { report, document: backup.document, selected: { includedNamespaces } };
}

function reported({ scope, message }: ScopedMessage): ReportedMessage {
  const [, namespace] = /^namespace (.+)$/.exec(scope) ?? [];
  return { namespace, text: message, code: undefined };
}

/** Those of `namespace/name`, as resource lists name items. */
function namespacesOf(names: readonly string[]): readonly string[] {
  const inside = names.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/')));
  return [...new Set(inside)].toSorted();
}
