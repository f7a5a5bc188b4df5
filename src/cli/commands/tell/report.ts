import { parseMoment } from '../../../domain/find/filter/moment.ts';
import { RunError } from '../../../domain/problem.ts';
import { makeOverview } from '../../../domain/report/make-overview.ts';
import { type Call, defineCommand } from '../../command.ts';
import { PLACE_OPTIONS } from '../find/places.ts';
import { readReportFacts } from './read-report-facts.ts';

const DEFAULT_SINCE = '90d';

const OPTIONS = {
  ...PLACE_OPTIONS,
  since: { type: 'string', valueName: 'WHEN', default: DEFAULT_SINCE, description: 'Runs since then: 30d, 2026-11-01' },
  policy: { type: 'list', valueName: 'NAME', description: 'Only these policies (or Velero schedules)' },
  output: {
    type: 'choice',
    short: 'o',
    choices: ['html', 'json'],
    default: 'html',
    description: 'One self-contained page, or its facts',
  },
} as const;

/** A call of the command. */
export type ReportCall = Call<typeof OPTIONS>;

/** `lifeboat report`. */
export const report = defineCommand({
  name: 'report',
  summary: 'Write a page about backups, runs and objectives',
  description:
    'Reads the location alone: runs over time, sizes and durations, what is covered, the age of the last good backup against its objective, a calendar, and failures with their reasons. Objectives, schedules and retention are known where --policies are given.',
  examples: [
    { title: 'A page of a bucket', line: 'report --from s3://backups > backups.html' },
    { title: 'With objectives and missed times', line: 'report --policies ./policies > backups.html' },
    { title: 'The last week, for a program', line: 'report --from ./backups --since 7d -o json' },
  ],
  options: OPTIONS,
  run: async (call) => {
    const overview = makeOverview(await readReportFacts(call, sinceOf(call)));
    if (call.options.output === 'json') {
      const document = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'Report', ...overview };
      call.io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
      return 0;
    }
    const { renderReportPage } = await import('../../../views/report/page.ts');
    call.io.stdout.write(renderReportPage(overview));
    return 0;
  },
});

function sinceOf({ ctx, options, given }: ReportCall): Date {
  const since = parseMoment(options.since, ctx.clock.now());
  if (since !== undefined && since <= ctx.clock.now()) return since;
  throw new RunError(
    'usage',
    `${given.get('since') ?? '--since'} is a moment such as 2026-11-01 or 30d that has passed`,
    { hint: 'Write an age such as 30d, or a day that is over.' },
  );
}
