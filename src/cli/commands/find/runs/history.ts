import { MOMENT_HINT, parseMoment } from '../../../../domain/find/filter/moment.ts';
import { RUN_FIELDS, type RunRow } from '../../../../domain/find/rows/run-row.ts';
import { timelineOf } from '../../../../domain/find/timeline.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import type { ParsedPolicies } from '../../../../policy/parse.ts';
import { historyColumns, runItem } from '../../../../views/lists/runs.ts';
import { type Call, defineCommand } from '../../../command.ts';
import { openCluster } from '../../../compose.ts';
import { OUTPUT_OPTIONS } from '../../../output.ts';
import { readPolicies } from '../../../policies/read-policies.ts';
import { LIST_OPTIONS } from '../list/list-options.ts';
import { printList, sourcesOf } from '../list/print-list.ts';
import { type ListCall, queryOf } from '../list/query.ts';
import { readRuns } from '../read-runs.ts';
import { openSourcesOfRuns, SOURCE_OPTIONS, whereOf } from '../sources.ts';

const DEFAULT_SINCE = '30d';

/** A schedule of every minute for a week; nobody reads more. */
const MOST_SLOTS = 10_000;

const OPTIONS = {
  ...SOURCE_OPTIONS,
  since: { ...LIST_OPTIONS.since, description: `Due since then (default: ${DEFAULT_SINCE})` },
  until: { ...LIST_OPTIONS.until, description: 'Due before then' },
  filter: LIST_OPTIONS.filter,
  state: LIST_OPTIONS.state,
  direction: LIST_OPTIONS.direction,
  size: LIST_OPTIONS.size,
  ...OUTPUT_OPTIONS,
} as const;

/** `lifeboat history <policy>`. */
export const history = defineCommand({
  name: 'history',
  summary: 'Show the runs of a policy over time, and those that are missing',
  description:
    'A time at which the policy was due and nothing ran is shown as Missed. When it is due is read from the policies, or from the text that its latest run recorded.',
  examples: [
    { title: 'From a location alone', line: 'history nightly --from s3://backups' },
    { title: 'What was missed in a year', line: 'history nightly --from ./backups --since 365d --state Missed' },
  ],
  positionals: { policy: { required: true, description: 'Name of a policy' } },
  options: OPTIONS,
  run: async (call) => {
    const { ctx, io, positionals } = call;
    const { policy } = positionals;
    const now = ctx.clock.now();
    const [since, until] = [
      momentOf(call, 'since') ?? parseMoment(DEFAULT_SINCE, now)!,
      momentOf(call, 'until') ?? now,
    ];
    const nameOf = ({ runId, scheduledFor }: RunRow) => runId ?? `missed-${scheduledFor?.toISOString() ?? ''}`;
    const query = queryOf(asList(call), RUN_FIELDS, nameOf, { orderBy: 'due', direction: 'desc' });
    await using sources = await openSourcesOfRuns(call);
    let latest: RunResult | undefined;
    const runs = await readRuns(ctx, sources, {
      isCandidate: (hint) => hint.policy === policy && hint.due >= since && hint.due <= until,
      test: (row) => row.policy === policy && isWithin(row, since, until),
      visit: (result) => {
        if (result.policy?.name === policy && result.scheduledFor > (latest?.scheduledFor ?? '')) latest = result;
      },
    });
    const schedule = await scheduleOf(call, policy, latest);
    const due = schedule === undefined ? [] : await slotsOf(schedule, since, until);
    const source = sources.places.length > 0 ? 'location' : 'cluster';
    const timeline = timelineOf(runs, due, { policy, now, source });
    await printList(asList(call), query, {
      kind: 'HistoryList',
      noun: `runs of ${policy}`,
      sources: sourcesOf(sources),
      where: whereOf(sources),
      rows: timeline.filter((row) => query.test(row)),
      nameOf,
      columns: historyColumns,
      document: (row) => runItem(row, nameOf(row)),
      beside: () => ({ policy, schedule: schedule?.schedule, timeZone: schedule?.timeZone }),
    });
    if (schedule === undefined) io.stderr.write(`When ${policy} is due is not known: what was missed is not shown\n`);
    return 0;
  },
});

type HistoryCall = Call<typeof OPTIONS>;

interface Schedule {
  readonly schedule: string;
  readonly timeZone: string;
}

/** The times are those at which runs were due, which a filter of lists does not know. */
function asList(call: HistoryCall): ListCall {
  const lists = { phase: [], policy: [], cluster: [], project: [], backup: [], name: [] };
  const singles = { since: undefined, until: undefined, page: 1 };
  return { ...call, options: { ...call.options, ...lists, ...singles } } as unknown as ListCall;
}

function momentOf({ ctx, options, given }: HistoryCall, key: 'since' | 'until'): Date | undefined {
  const text = options[key];
  if (text === undefined) return undefined;
  const moment = parseMoment(text, ctx.clock.now());
  if (moment !== undefined) return moment;
  throw new RunError(
    'usage',
    `${given.get(key) ?? key} is a moment such as 2026-11-21 or 7d, not ${JSON.stringify(text)}`,
    { hint: MOMENT_HINT },
  );
}

function isWithin({ scheduledFor }: RunRow, since: Date, until: Date): boolean {
  return scheduledFor !== undefined && scheduledFor >= since && scheduledFor <= until;
}

async function slotsOf(schedule: Schedule, since: Date, until: Date): Promise<readonly Date[]> {
  const { slotsBetween } = await import('../../../../policy/schedule/slots.ts');
  const slots: Date[] = [];
  for (let after = since; slots.length < MOST_SLOTS;) {
    const more = slotsBetween(schedule, after, until) ?? [];
    const last = more.at(-1);
    if (last === undefined) break;
    slots.push(...more);
    after = last;
  }
  return slots;
}

/** From the policies where they are named, else from the text that the latest run obeyed. */
async function scheduleOf(
  { ctx, io, options, given, redactor }: HistoryCall,
  policy: string,
  latest: RunResult | undefined,
): Promise<Schedule | undefined> {
  if (given.has('policies')) {
    const world = { io, openCluster: () => openCluster(ctx, options, redactor) };
    return scheduleIn((await readPolicies(ctx, options.policies, world)).parsed, policy);
  }
  const { text, source: name = '' } = latest?.policy ?? {};
  if (text === undefined) return undefined;
  const { parsePolicies } = await import('../../../../policy/parse.ts');
  return scheduleIn(parsePolicies([{ name, text }], ctx.clock.now()), policy);
}

function scheduleIn({ found }: ParsedPolicies, name: string): Schedule | undefined {
  for (const { kind, name: of, document } of found) {
    if (kind !== 'BackupPolicy' || of !== name) continue;
    const spec = (document as { readonly spec?: Readonly<Record<string, unknown>> } | undefined)?.spec ?? {};
    const { schedule, timeZone } = spec;
    if (typeof schedule === 'string') {
      return { schedule, timeZone: typeof timeZone === 'string' ? timeZone : 'Etc/UTC' };
    }
  }
  return undefined;
}
