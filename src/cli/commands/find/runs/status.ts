import { standingOf, type Standing } from '../../../../domain/find/standing.ts';
import { runRow } from '../../../../domain/find/rows/run-row.ts';
import { leftStoppedText } from '../../../../domain/restore/apps/left-stopped.ts';
import type { JobState } from '../../../../domain/result/abandoned.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import { reportOfRun, type RunReport } from '../../../../domain/state/run-report.ts';
import type { Surroundings } from '../../../../domain/state/state-of-run.ts';
import { readJobState } from '../../../../report/close-abandoned.ts';
import { renderHeadline, renderSummary } from '../../../../views/summary.ts';
import { runItem } from '../../../../views/lists/runs.ts';
import { projectOne } from '../../../../views/projections/project.ts';
import { defineCommand } from '../../../command.ts';
import { OUTPUT_OPTIONS_OF_RUNS, printAs } from '../../../output.ts';
import { sourcesOf } from '../list/print-list.ts';
import { openSourcesOfRuns, type OpenSources, SOURCE_OPTIONS } from '../sources.ts';
import type { RunContext } from '../../../../base/context.ts';
import { findRunOrThrow, type FoundRun } from './find-run.ts';

/** `lifeboat status <name>`. */
export const status = defineCommand({
  name: 'status',
  summary: 'Tell where a run stands: live, finished, lost or removed',
  description:
    'Asks the cluster, unless a location is named. Lost is a run whose record nothing will ever close: its Job is gone or failed; lifeboat sync closes it.',
  examples: [
    { title: 'The latest run of a policy', line: 'status nightly' },
    { title: 'By its Job, its id or what it makes', line: 'status backup-nightly-29920457' },
    { title: 'From the location alone, as a document', line: 'status nightly-20261121021700 --from ./backups -o json' },
  ],
  positionals: {
    run: { required: true, description: 'A run’s id, Job or ConfigMap, a backup, a restore, or a policy' },
  },
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS_OF_RUNS },
  run: async (call) => {
    const { ctx, positionals } = call;
    await using sources = await openSourcesOfRuns(call);
    const found = await findRunOrThrow(ctx, sources, positionals.run);
    const { standing, why, job } = await lookAt(ctx, sources, found);
    const { result } = found;
    const report = reportOfRun(result, surroundingsOf(standing, job));
    await printAs(call, {
      table: () => statusText(result, standing, why),
      wide: () => statusText(result, standing, why),
      document: () => ({
        apiVersion: 'lifeboat.dev/v1alpha1',
        kind: 'StatusList',
        sources: sourcesOf(sources),
        total: 1,
        items: [
          {
            ...runItem(runRow(result, found.source === 'both' ? 'both' : found.source), result.runId),
            standing,
            why,
            report: reportItem(report),
            result,
          },
        ],
      }),
      names: () => [result.runId],
      projected: (vocabulary) => projectOne(vocabulary, { report }),
    });
    return 0;
  },
});

/** The parts of a report that its record does not say in these words. */
function reportItem(report: RunReport): Readonly<Record<string, unknown>> {
  const { state, stateUnready, percent, bytesDone, totalBytes, hookState, hookStateDetails, problems } = report;
  return { state, stateUnready, percent, bytesDone, totalBytes, hookState, hookStateDetails, problems };
}

/** What a standing says of the Job and the backup, for the words of other systems. */
const FOUND: Readonly<Partial<Record<Standing, Surroundings>>> = {
  lost: { job: 'gone' },
  removed: { backup: 'gone' },
  unknown: { job: 'unreachable' },
};

function surroundingsOf(standing: Standing, job: JobState | undefined): Surroundings {
  const isEnding = standing === 'live' && job?.isBeingDeleted === true;
  return isEnding ? { job: 'being-deleted' } : (FOUND[standing] ?? {});
}

async function lookAt(
  ctx: RunContext,
  { places, results }: OpenSources,
  { result }: FoundRun,
): Promise<ReturnType<typeof standingOf> & { readonly job: JobState | undefined }> {
  const isOpen = !result.terminal && result.job !== undefined && results !== undefined;
  const job = isOpen
    ? await readJobState(ctx, results.cluster, result.job?.namespace ?? results.namespace, result.job?.name ?? '')
    : undefined;
  const place = places.find(({ backups }) => backups.root === result.location?.root);
  const made = result.backup?.committed === true ? result.backup.name : undefined;
  const hasBackup =
    place === undefined || made === undefined ? undefined : (await place.backups.find(ctx, made)) !== undefined;
  return { ...standingOf(result, { job, wasJobAsked: isOpen, hasBackup }), job };
}

function statusText(result: RunResult, standing: Standing, why: string | undefined): string {
  const stopped = standing === 'lost' ? leftStoppedText(result) : undefined;
  const lines = [
    `Run ${result.runId}: ${standing}${why === undefined ? '' : ` (${why})`}`,
    ...(result.terminal ? [] : [`Now at ${renderHeadline(result)}`]),
    renderSummary(result).trimEnd(),
    ...(stopped === undefined ? [] : [stopped]),
  ];
  return `${lines.join('\n')}\n`;
}
