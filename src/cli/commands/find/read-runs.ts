import type { RunContext } from '../../../base/context.ts';
import type { RunRecordHint } from '../../../archive/backup-browser.ts';
import { joinRunRows, runRow, type RunRow } from '../../../domain/find/rows/run-row.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import { readResults } from '../../../report/records/read-results.ts';
import type { OpenSources } from './sources.ts';

/** Which runs are wanted, and what else is to be known of them. */
export interface WantedRuns {
  /** By what the key of a record tells: false spares reading it. */
  readonly isCandidate: (hint: RunRecordHint) => boolean;
  readonly test: (row: RunRow) => boolean;
  /** Told each record that passes, before it is forgotten. */
  readonly visit?: (result: RunResult) => void;
}

/** The runs that the sources tell of, each once. Only rows are kept, not the records. */
export async function readRuns(
  ctx: RunContext,
  { places, results }: Pick<OpenSources, 'places' | 'results'>,
  { isCandidate, test, visit }: WantedRuns,
): Promise<readonly RunRow[]> {
  const rows = new Map<string, RunRow>();
  const take = (result: RunResult, source: 'location' | 'cluster') => {
    visit?.(result);
    const row = runRow(result, source);
    const other = rows.get(result.runId);
    rows.set(result.runId, other === undefined ? row : joinRunRows(other, row));
  };
  for (const { backups } of places) {
    await backups.browseRunRecords(ctx, isCandidate, (result) => take(result, 'location'));
  }
  if (results !== undefined) {
    for (const { result } of await readResults(ctx, results.cluster, results.namespace)) take(result, 'cluster');
  }
  return [...rows.values()].filter((row) => test(row));
}
