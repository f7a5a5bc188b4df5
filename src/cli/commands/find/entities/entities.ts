import type { RunContext } from '../../../../base/context.ts';
import { EXCLUDE_LABELS, planBackup } from '../../../../domain/backup/plan.ts';
import type { BackupPolicy } from '../../../../domain/backup/policy.ts';
import type { World } from '../../../../domain/backup/world.ts';
import { type EntityCounts, entityRows } from '../../../../domain/find/entities.ts';
import { ENTITY_FIELDS } from '../../../../domain/find/rows/entity-fields.ts';
import { nearestName } from '../../../../domain/nearest-name.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatGroupResource } from '../../../../domain/resource.ts';
import { EVERYTHING } from '../../../../domain/selection/selection.ts';
import type { Cluster } from '../../../../kube/cluster.ts';
import { lookAtWorld } from '../../../../run/backup/world.ts';
import { entityColumns, entityItem } from '../../../../views/lists/entities.ts';
import { type Call, defineCommand } from '../../../command.ts';
import { CLUSTER_OPTIONS, openCluster } from '../../../compose.ts';
import { OUTPUT_OPTIONS } from '../../../output.ts';
import { POLICIES_OPTION, readPolicies } from '../../../policies/read-policies.ts';
import { LIST_OPTIONS } from '../list/list-options.ts';
import { printList } from '../list/print-list.ts';
import { type ListCall, queryOf } from '../list/query.ts';
import { countItems } from './count-items.ts';

const OPTIONS = {
  policies: POLICIES_OPTION,
  filter: LIST_OPTIONS.filter,
  nameLike: LIST_OPTIONS.nameLike,
  orderBy: LIST_OPTIONS.orderBy,
  direction: LIST_OPTIONS.direction,
  size: LIST_OPTIONS.size,
  ...CLUSTER_OPTIONS,
  ...OUTPUT_OPTIONS,
} as const;

/** `lifeboat entities [<policy>…]`. */
export const entities = defineCommand({
  name: 'entities',
  summary: 'Show what policies would protect in a cluster today, and what not',
  description:
    'Lists as a backup would, the metadata of objects alone, and counts. Resource policies and what comes along with other objects are left out.',
  examples: [
    { title: 'By all policies together', line: 'entities --policies ./policies' },
    { title: 'What one policy leaves out', line: 'entities nightly --policies ./policies --filter protected=false' },
  ],
  positionals: { policy: { variadic: true, description: 'Only what these BackupPolicies protect' } },
  options: OPTIONS,
  run: async (call) => listEntities(call, call.positionals.policy),
});

/** `lifeboat entities`, and `lifeboat list entities`: for the policies of these names, or all of them. */
export async function listEntities(
  call: Call<Omit<typeof OPTIONS, 'output'>>,
  names: readonly string[],
): Promise<number> {
  const { ctx, io, options, redactor } = call;
  const list = asList(call);
  const query = queryOf(list, ENTITY_FIELDS, ({ name }) => name, { orderBy: 'name', direction: 'asc' });
  await using stack = new AsyncDisposableStack();
  const cluster = await openCluster(ctx, options, redactor);
  stack.defer(async () => cluster.close());
  const { parsed } = await readPolicies(ctx, options.policies, { io, openCluster: async () => cluster });
  const policies = policiesMeant(
    parsed.documents.filter((document) => document.kind === 'BackupPolicy'),
    names,
    options.policies,
  );
  const world = await lookAtWorld(ctx, cluster, EVERYTHING);
  const { counts, problems, selectedTypes } = await countAll(ctx, cluster, world, policies);
  const isHidden = (labels: Readonly<Record<string, string>>) =>
    EXCLUDE_LABELS.some((label) => labels[label] === 'true');
  const seen = world.namespaces.map(({ name, labels }) => ({ name, labels, isHidden: isHidden(labels) }));
  const types = world.types.filter(({ verbs }) => verbs.includes('list')).map((type) => formatGroupResource(type));
  await printList(list, query, {
    kind: 'EntityList',
    noun: 'entities',
    sources: ['cluster'],
    rows: entityRows(counts, seen).filter((row) => query.test(row)),
    nameOf: ({ name }) => name,
    columns: entityColumns,
    document: entityItem,
    beside: () => ({
      policies: policies.map(({ name }) => name),
      unselectedTypes: types.filter((type) => !selectedTypes.has(type)).toSorted(),
      problems,
    }),
  });
  for (const problem of problems) io.stderr.write(`Note: ${problem}\n`);
  return 0;
}

function asList(call: object & { readonly options: object }): ListCall {
  const lists = { state: [], phase: [], policy: [], cluster: [], project: [], backup: [], name: [] };
  return { ...call, options: { ...call.options, ...lists, page: 1 } } as unknown as ListCall;
}

function policiesMeant(all: readonly BackupPolicy[], names: readonly string[], where: string): readonly BackupPolicy[] {
  const known = all.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined || all.length === 0) {
    const nearest = missing === undefined ? undefined : nearestName(missing, known);
    throw new RunError(
      'policy-not-found',
      `${where} has no valid BackupPolicy${missing === undefined ? '' : ` ${missing}`}`,
      {
        hint: nearest === undefined ? `See lifeboat validate ${where}.` : `Did you mean ${nearest}?`,
      },
    );
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

interface CountedByAll {
  readonly counts: readonly EntityCounts[];
  readonly problems: readonly string[];
  readonly selectedTypes: ReadonlySet<string>;
}

async function countAll(
  ctx: RunContext,
  cluster: Cluster,
  world: World,
  policies: readonly BackupPolicy[],
): Promise<CountedByAll> {
  const counts: EntityCounts[] = [];
  const problems = new Set<string>();
  const selectedTypes = new Set<string>();
  for (const policy of policies) {
    const plan = planBackup(policy.selection, world, { ...policy, includeExclude: undefined });
    for (const { type } of [...plan.steps, ...plan.namespaceSteps]) selectedTypes.add(formatGroupResource(type));
    for (const { message } of [...plan.errors, ...plan.warnings]) problems.add(`${policy.name}: ${message}`);
    const counted = await countItems(ctx, cluster, policy.name, plan);
    counts.push(...counted.counts);
    for (const problem of counted.problems) problems.add(problem);
  }
  return { counts, problems: [...problems], selectedTypes };
}
