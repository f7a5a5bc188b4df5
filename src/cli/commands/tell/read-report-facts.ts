import type { BackupStore } from '../../../archive/backup-store.ts';
import { parseResourceList } from '../../../archive/files/resource-list.ts';
import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import type { Backup } from '../../../domain/backup/backup.ts';
import { standingOf, withStanding } from '../../../domain/backup/facts.ts';
import { RunError } from '../../../domain/problem.ts';
import type { ReportFacts } from '../../../domain/report/facts.ts';
import { newestGood } from '../../../domain/report/make-overview.ts';
import type { Coverage, LocationOverview } from '../../../domain/report/overview.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import type { OpenLocation } from '../../compose.ts';
import { VERSION } from '../../version.ts';
import { openPlaces } from '../find/places.ts';
import { readKnownPolicies } from './known-policies.ts';
import type { ReportCall } from './report.ts';

/** How many small objects are read at a time. */
const READS = 8;

/**
 * Everything that a report is made of: one listing of backups and one of run records in each location, a small read for
 * each, and what the newest good backup of each policy holds.
 */
export async function readReportFacts(call: ReportCall, since: Date): Promise<ReportFacts> {
  const { ctx, options } = call;
  const now = ctx.clock.now();
  const isWanted = (name: string | undefined) => options.policy.length === 0 || options.policy.includes(name ?? '');
  const policies = (await readKnownPolicies(call)).filter(({ name }) => isWanted(name));
  await using places = await openPlaces(call);
  const found = await Promise.all(places.open.map(async (place) => readPlace(ctx, place, { since, now, isWanted })));
  return {
    now,
    since,
    version: VERSION,
    policies,
    locations: found.map(({ location }) => location),
    backups: found.flatMap(({ backups }) => backups),
    runs: found.flatMap(({ runs }) => runs),
    coverage: merged(found.map(({ coverage }) => coverage)),
    archiveBytes: merged(found.map(({ archiveBytes }) => archiveBytes)),
    holds: merged(found.map(({ holds }) => holds)),
  };
}

/** Backups have one name in all of a cluster's locations, or are copies of each other. */
function merged<T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  for (const map of maps) for (const [key, value] of map) all.set(key, value);
  return all;
}

interface Wish {
  readonly since: Date;
  readonly now: Date;
  readonly isWanted: (policy: string | undefined) => boolean;
}

interface Place extends Pick<ReportFacts, 'backups' | 'runs' | 'coverage' | 'archiveBytes' | 'holds'> {
  readonly location: LocationOverview;
}

async function readPlace(ctx: RunContext, { location, backups: store }: OpenLocation, wish: Wish): Promise<Place> {
  const listing = await store.list(ctx);
  const wanted = listing.backups.filter(({ origin, scheduleName }) => wish.isWanted(origin?.policy ?? scheduleName));
  const runs: RunResult[] = [];
  await store.browseRunRecords(
    ctx,
    ({ due }) => due >= wish.since,
    (result) => {
      if (result.action === 'restore' || wish.isWanted(result.policy?.name)) runs.push(result);
    },
  );
  const { backups, holds } = await withFacts(ctx, store, wanted, wish.now);
  const { name } = location;
  return {
    location: { name, root: store.root, uncommitted: listing.uncommitted, unreadable: listing.unreadable },
    backups,
    runs,
    holds,
    coverage: await coverageOf(ctx, store, newestGood(backups)),
    archiveBytes: await sizesOf(ctx, store, { backups, runs, since: wish.since }),
  };
}

/** What was said of backups afterwards counts where it keeps them: facts are read of those that have expired. */
async function withFacts(ctx: RunContext, store: BackupStore, backups: readonly Backup[], now: Date) {
  const holds = new Map<string, string>();
  const standing = await mapConcurrent(backups, READS, async (backup) => {
    if (backup.expiresAt === undefined || backup.expiresAt > now) return backup;
    const { held, expiresAt } = standingOf(backup, await store.readFacts(ctx, backup.name), now);
    if (held !== undefined) holds.set(backup.name, held);
    return withStanding(backup, { expiresAt });
  });
  return { backups: standing, holds };
}

async function coverageOf(ctx: RunContext, store: BackupStore, backups: readonly Backup[]) {
  const found = await mapConcurrent(backups, READS, async (backup): Promise<[string, Coverage][]> => {
    try {
      return [[backup.name, await readCoverage(ctx, store, backup)]];
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      ctx.log.warn({ backup: backup.name, reason: error.message }, 'what the backup holds cannot be read');
      return [];
    }
  });
  return new Map(found.flat());
}

async function readCoverage(ctx: RunContext, store: BackupStore, { name }: Backup): Promise<Coverage> {
  const bytes = await store.readFile(ctx, name, 'resource-list');
  const findings = await store.readFindings(ctx, name);
  const namespaces = new Map<string, number>();
  const types: { name: string; items: number }[] = [];
  let clusterScoped = 0;
  for (const [type, names] of bytes === undefined ? [] : parseResourceList(bytes)) {
    types.push({ name: typeName(type), items: names.length });
    for (const item of names) {
      const slash = item.indexOf('/');
      const namespace = item.slice(0, slash);
      if (slash < 0) clusterScoped += 1;
      else namespaces.set(namespace, (namespaces.get(namespace) ?? 0) + 1);
    }
  }
  const counted = [...namespaces].map(([namespace, items]) => ({ name: namespace, items }));
  const claims = findings && { total: findings.claims.total, notProtected: findings.claims.notProtected };
  return { backup: name, namespaces: largestFirst(counted), types: largestFirst(types), clusterScoped, claims };
}

/** `apps/v1/Deployment` → `Deployment (apps/v1)`. */
function typeName(type: string): string {
  const cut = type.lastIndexOf('/');
  return `${type.slice(cut + 1)} (${type.slice(0, cut)})`;
}

function largestFirst<T extends { readonly name: string; readonly items: number }>(counts: readonly T[]): T[] {
  return counts.toSorted((a, b) => b.items - a.items || (a.name < b.name ? -1 : 1));
}

/** Of backups that no record tells the size of, as of Velero's. */
async function sizesOf(
  ctx: RunContext,
  store: BackupStore,
  { backups, runs, since }: Pick<ReportFacts, 'backups' | 'runs' | 'since'>,
) {
  const told = new Set(runs.map(({ backup }) => (backup?.archiveBytes === undefined ? undefined : backup.name)));
  const unknown = backups.filter(
    ({ name, startedAt }) => !told.has(name) && startedAt !== undefined && startedAt >= since,
  );
  const sizes = await mapConcurrent(
    unknown,
    READS,
    async ({ name }) => [name, await store.archiveBytes(ctx, name)] as const,
  );
  return new Map(sizes.flatMap(([name, bytes]): [string, number][] => (bytes === undefined ? [] : [[name, bytes]])));
}
