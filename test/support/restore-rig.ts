import type { Entry } from '../../src/domain/entry.ts';
import type { PlannedItem } from '../../src/domain/restore/plan.ts';
import type { ResourceModifiers } from '../../src/domain/restore/modifiers/modifiers.ts';
import type { VersionPriorities } from '../../src/domain/restore/planning/versions.ts';
import type { RestorePolicy } from '../../src/domain/restore/policy.ts';
import { applyPlan } from '../../src/run/restore/apply/apply.ts';
import { OwnerBook } from '../../src/run/restore/apply/owner-book.ts';
import { NamespaceKeeper } from '../../src/run/restore/apply/namespace-keeper.ts';
import { Journal } from '../../src/run/journal.ts';
import { makePlan, type PlanMade } from '../../src/run/restore/plan/make-plan.ts';
import { newPlanning, type Planning } from '../../src/run/restore/planning.ts';
import { restoredItem, RestoreTally } from '../../src/run/restore/restore-tally.ts';
import { Target } from '../../src/run/restore/target.ts';
import { aRunResult } from './builders.ts';
import { aContext, type TestContext } from './context.ts';
import { FakeArchive, type FakeItem } from './fake-archive.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { aRestorePolicy } from './restore-builders.ts';

/** What became of a restore. */
export interface RestoreDone {
  readonly made: PlanMade;
  readonly tally: RestoreTally;
  readonly journal: Journal;
  /** `configmaps/shop/web: created`, or `… failed (forbidden)`; sorted. */
  readonly ends: readonly string[];
  readonly entries: { readonly errors: readonly Entry[]; readonly warnings: readonly Entry[] };
}

/** Planning and applying restores against a cluster in memory, without a run around them. */
export class RestoreRig {
  readonly cluster: FakeCluster;
  readonly ctx: TestContext;
  readonly #items: readonly FakeItem[];
  readonly #policy: RestorePolicy;
  /** Set before planning: the resource modifiers of the restore. */
  modifiers: ResourceModifiers | undefined;
  /** Set before planning: the versions that somebody wants. */
  versionPriorities: VersionPriorities | undefined;

  constructor(cluster: FakeCluster, items: readonly FakeItem[], policy: Partial<RestorePolicy> = {}) {
    this.cluster = cluster;
    this.ctx = aContext();
    this.#items = items;
    this.#policy = aRestorePolicy(policy);
  }

  /** Looks at the cluster as a restore does at its beginning. */
  async planning(): Promise<Planning> {
    return newPlanning({
      archive: new FakeArchive(this.#items),
      target: await Target.look(this.ctx, this.cluster),
      policy: this.#policy,
      backup: 'nightly-20261121021700',
      restore: 'bring-back-20261121031700-0a1b2c',
      ownNamespaces: [],
      ...(this.modifiers !== undefined && { modifiers: this.modifiers }),
      ...(this.versionPriorities !== undefined && { versionPriorities: this.versionPriorities }),
    });
  }

  async plan(): Promise<PlanMade> {
    return makePlan(this.ctx, await this.planning());
  }

  /** Plans and applies; `meanwhile` is what happens between both. */
  async restore(meanwhile: () => void = () => undefined): Promise<RestoreDone> {
    const { ctx } = this;
    const planning = await this.planning();
    const made = await makePlan(ctx, planning);
    meanwhile();
    const tally = new RestoreTally();
    const journal = new Journal(aRunResult({ phase: 'InProgress', terminal: false }), async () => []);
    const namespaces = new NamespaceKeeper(planning.target);
    const owners = new OwnerBook(planning);
    const applying = {
      planning,
      namespaces,
      owners,
      warned: () => undefined,
      created: () => undefined,
      moved: () => undefined,
    };
    await applyPlan(ctx, applying, { plan: made.plan, journal, tally });
    const ends = tally.all.map(({ planned, ending }) => describe(planned, ending)).toSorted();
    return { made, tally, journal, ends, entries: tally.entries() };
  }
}

function describe(planned: PlannedItem, ending: Parameters<typeof restoredItem>[1]): string {
  const { item, end, reason } = restoredItem(planned, ending);
  return `${item}: ${end}${reason === undefined ? '' : ` (${reason})`}`;
}
