import type { Cluster } from '../../../../kube/cluster.ts';
import { RunError } from '../../../../domain/problem.ts';
import { closeAbandoned } from '../../../../report/close-abandoned.ts';
import { leftStoppedText } from '../../../../domain/restore/apps/left-stopped.ts';
import { restoreRecords } from '../../../../report/records/restore-records.ts';
import { readResults } from '../../../../report/records/read-results.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import { MOMENT_HINT, parseMoment } from '../../../../domain/find/filter/moment.ts';
import { formatCount } from '../../../../views/units.ts';
import { type Call, defineCommand } from '../../../command.ts';
import { OUTPUT_OPTIONS, printAs } from '../../../output.ts';
import { openPlaces } from '../places.ts';
import { openCluster } from '../../../compose.ts';
import { SOURCE_OPTIONS } from '../sources.ts';
import { withinLimits } from './within-limits.ts';

const { fromCluster: _, ...PLACES } = SOURCE_OPTIONS;

/** How far back results are rebuilt unless it is said. */
const DEFAULT_SINCE = '30d';

const OPTIONS = {
  ...PLACES,
  policy: { type: 'list', valueName: 'NAME', description: 'Only runs of these policies' },
  since: { type: 'string', valueName: 'WHEN', description: `Runs due since then (default: ${DEFAULT_SINCE})` },
  dryRun: { type: 'boolean', default: false, description: 'Say what would be done, and do nothing' },
  output: OUTPUT_OPTIONS.output,
  noHeaders: OUTPUT_OPTIONS.noHeaders,
} as const;

/** `lifeboat sync`. */
export const sync = defineCommand({
  name: 'sync',
  summary: 'Rebuild the result ConfigMaps of a cluster from a location’s records',
  description:
    'Writes the results that the cluster has lost, and closes those whose Job vanished. The location is only read; what the cluster has already stays as it is.',
  examples: [
    { title: 'What would be done', line: 'sync --from s3://backups --runner-namespace lifeboat --dry-run' },
    { title: 'One policy, a quarter of a year back', line: 'sync --from s3://backups --policy nightly --since 90d' },
  ],
  options: OPTIONS,
  run: async (call) => {
    const { ctx, options, redactor } = call;
    await using stack = new AsyncDisposableStack();
    const cluster = await openCluster(ctx, options, redactor);
    stack.defer(async () => cluster.close());
    const namespace = options.runnerNamespace ?? cluster.defaultNamespace;
    const { rebuilt, closed } = await synchronise(call, cluster, namespace);
    const verb = options.dryRun ? 'would be rebuilt' : 'rebuilt';
    const names = [...rebuilt, ...closed];
    const text = () =>
      `${formatCount(rebuilt.length, 'result')} ${verb} in namespace ${namespace}, ${closed.length} closed\n${names.map((name) => `  ${name}\n`).join('')}`;
    await printAs(call, {
      table: text,
      wide: text,
      document: () => ({
        apiVersion: 'lifeboat.dev/v1alpha1',
        kind: 'Sync',
        namespace,
        dryRun: options.dryRun,
        rebuilt,
        closed,
      }),
      names: () => names,
    });
    return 0;
  },
});

type SyncCall = Call<typeof OPTIONS>;

async function synchronise(
  call: SyncCall,
  cluster: Cluster,
  namespace: string,
): Promise<{ readonly rebuilt: readonly string[]; readonly closed: readonly string[] }> {
  const { ctx, options, io } = call;
  const isWanted = (policy: string) => options.policy.length === 0 || options.policy.includes(policy);
  const present = await readResults(ctx, cluster, namespace);
  const known = new Set(present.map(({ result }) => result.runId));
  const missing = await withinLimits(await missingRecords(call, isWanted, known), present, ctx.clock.now());
  const rebuilt = await restoreRecords(ctx, cluster, namespace, missing, { isDryRun: options.dryRun });
  const open = present.flatMap(({ result }) => (result.terminal ? [] : (result.policy?.name ?? [])));
  const closed: string[] = [];
  for (const policy of new Set(open.filter((policy) => isWanted(policy)))) {
    closed.push(...(await closeAbandoned(ctx, cluster, namespace, policy, { isDryRun: options.dryRun })));
  }
  for (const { configMap, result } of present) {
    const stopped = closed.includes(configMap.metadata.name) ? leftStoppedText(result) : undefined;
    if (stopped !== undefined) io.stderr.write(`${configMap.metadata.name}: ${stopped}\n`);
  }
  return { rebuilt, closed };
}

/** What the location remembers, and the cluster does not. */
async function missingRecords(
  call: SyncCall,
  isWanted: (policy: string) => boolean,
  known: ReadonlySet<string>,
): Promise<readonly RunResult[]> {
  const { ctx, options } = call;
  const since = parseMoment(options.since ?? DEFAULT_SINCE, ctx.clock.now());
  if (since === undefined) {
    throw new RunError('usage', `--since is a moment such as 2026-11-21 or 7d, not ${JSON.stringify(options.since)}`, {
      hint: MOMENT_HINT,
    });
  }
  await using places = await openPlaces(call);
  const missing: RunResult[] = [];
  for (const { backups } of places.open) {
    await backups.browseRunRecords(
      ctx,
      ({ policy, due }) => isWanted(policy) && due >= since,
      (result) => {
        if (!known.has(result.runId)) missing.push(result);
      },
    );
  }
  return missing;
}
