import { RunError } from '../../domain/problem.ts';
import type { RunReport } from '../../domain/state/run-report.ts';
import { asAstra } from './astra.ts';
import { asCloudera, asSimpleCloudera, type SelectedNamespaces } from './cloudera.ts';
import { asStorware } from './storware.ts';
import { asStoredVelero, asVelero } from './velero.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A report with what only some vocabularies ask for. */
export interface Projectable {
  readonly report: RunReport;
  /** The Backup object as its location has it. */
  readonly document?: Readonly<Record<string, unknown>> | undefined;
  readonly selected?: SelectedNamespaces | undefined;
}

/** One run or backup as the answer of another system's interface to a request for one; `usage` where it has no words. */
export function projectOne(vocabulary: Vocabulary, { report, document, selected }: Projectable): unknown {
  switch (vocabulary) {
    case 'velero':
      return document === undefined ? asVelero(report) : asStoredVelero(document, report);
    case 'astra':
      if (report.action === 'backup') return asAstra(report);
      throw new RunError('usage', `Astra Control’s appBackup has no words for a ${report.action}`, {
        hint: 'It is for backups. Take -o json, velero, cloudera or storware.',
      });
    case 'cloudera':
      return { [report.action === 'restore' ? 'restore' : 'backup']: asCloudera(report, selected) };
    case 'storware':
      return asStorware(report);
  }
}

/**
 * Several as the answer to a request for a list; `what` is what the list is of, also where it is empty. Astra Control
 * knows backups alone: other runs are left out. `next` goes on where a page ends; Cloudera and Storware have no place for it.
 */
export function projectList(
  vocabulary: Vocabulary,
  of: readonly Projectable[],
  what: 'backups' | 'restores' | 'runs',
  next?: string,
): unknown {
  const more = next === undefined ? {} : { continue: next };
  switch (vocabulary) {
    case 'velero': {
      const kind = { backups: 'BackupList', restores: 'RestoreList', runs: 'List' }[what];
      return { apiVersion: 'velero.io/v1', kind, metadata: more, items: of.map((one) => projectOne(vocabulary, one)) };
    }
    case 'astra': {
      const backups = of.filter(({ report }) => report.action === 'backup');
      return {
        type: 'application/astra-appBackups',
        version: '1.2',
        items: backups.map(({ report }) => asAstra(report)),
        metadata: { labels: [], ...more },
      };
    }
    case 'cloudera':
      return { [what]: of.map(({ report, selected }) => asSimpleCloudera(report, selected)) };
    case 'storware':
      return of.map(({ report }) => asStorware(report));
  }
}
