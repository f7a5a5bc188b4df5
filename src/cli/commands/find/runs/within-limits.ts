import { type HistoryLimits, type KeptResult, resultsWithin } from '../../../../domain/retention/history-limits.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import { DEFAULTS } from '../../../../policy/defaults.ts';
import type { ResultRecord } from '../../../../report/records/read-results.ts';
import { resultNameOf } from '../../../../report/render-result.ts';
import { isMarked } from '../../../../report/upkeep/tidy-results.ts';

/**
 * The missing results that their policies’ limits would leave in the cluster, beside those that are there: the others
 * may be missing because the limits had deleted them, and would go again.
 */
export async function withinLimits(
  missing: readonly RunResult[],
  present: readonly ResultRecord[],
  now: Date,
): Promise<readonly RunResult[]> {
  const wanted: RunResult[] = [];
  for (const [policy, results] of Map.groupBy(missing, (result) => result.policy?.name)) {
    const there = present.filter(({ result }) => result.policy?.name === policy);
    const newest = [...results, ...there.map(({ result }) => result)].toSorted(byNewest)[0];
    const limits = policy === undefined || newest === undefined ? undefined : await limitsOf(newest, policy, now);
    const names = limits && new Set(resultsWithin(results.map(keptResult), there.map(keptRecord), limits));
    wanted.push(...results.filter((result) => names?.has(resultNameOf(result)) ?? true));
  }
  return wanted;
}

/** As the latest run of the policy obeyed them. Restores have none: each is somebody’s request. */
async function limitsOf({ action, policy }: RunResult, name: string, now: Date): Promise<HistoryLimits | undefined> {
  if (action === 'restore' || action === 'delete') return undefined;
  const { succeeded, failed } = DEFAULTS;
  if (policy?.text === undefined) return { succeeded, failed };
  const { parsePolicies } = await import('../../../../policy/parse.ts');
  const { found } = parsePolicies([{ name: policy.source, text: policy.text }], now);
  const document = found.find((one) => one.kind === 'BackupPolicy' && one.name === name)?.document;
  const { spec } = (document ?? {}) as { readonly spec?: { readonly results?: Written } };
  return { succeeded, failed, ...spec?.results?.historyLimits };
}

interface Written {
  readonly historyLimits?: Partial<HistoryLimits>;
}

function keptResult(result: RunResult): KeptResult {
  return { name: resultNameOf(result), phase: result.phase, scheduledFor: result.scheduledFor, isHeld: false };
}

function keptRecord({ configMap, result }: ResultRecord): KeptResult {
  return { ...keptResult(result), name: configMap.metadata.name, isHeld: isMarked(configMap.metadata) };
}

function byNewest(a: RunResult, b: RunResult): number {
  return b.scheduledFor.localeCompare(a.scheduledFor);
}
