import type { BackupDraft } from '../../../../../src/archive/backup-store.ts';
import { planBackup, type PlanOptions } from '../../../../../src/domain/backup/plan.ts';
import { formatItemRef, type StoredItem } from '../../../../../src/domain/item.ts';
import type { Selection } from '../../../../../src/domain/selection/selection.ts';
import { collect } from '../../../../../src/run/backup/collect/collect.ts';
import { type Attendant, collecting } from '../../../../../src/run/backup/collect/collecting.ts';
import { Tally } from '../../../../../src/run/backup/collect/tally.ts';
import { Journal } from '../../../../../src/run/journal.ts';
import { aResourceType, aRunResult, aSelection } from '../../../../support/builders.ts';
import { aContext } from '../../../../support/context.ts';
import type { FakeCluster } from '../../../../support/fake-cluster.ts';

export const NAMESPACES = aResourceType({
  resource: 'namespaces',
  kind: 'Namespace',
  singular: 'namespace',
  shortNames: [],
  namespaced: false,
});

/** What a policy says beside its selection, and what is done around items. */
export interface CollectOptions extends Partial<PlanOptions> {
  readonly attendant?: Attendant;
}

/** Collects what a selection takes of a cluster into a draft that only remembers names, in order. */
export async function collectFrom(
  cluster: FakeCluster,
  selection: Partial<Selection> = {},
  { attendant, ...options }: CollectOptions = {},
) {
  const ctx = aContext();
  const stored: string[] = [];
  const progress = { items: 0, bytes: 0 };
  const draft = {
    progress,
    add: (item: StoredItem) => {
      const version = item.isPreferred === false ? `@${item.version}` : '';
      const name = `${formatItemRef(item.ref)}${version}`;
      if (stored.includes(name)) return false;
      stored.push(name);
      progress.items++;
      return undefined;
    },
  } as unknown as BackupDraft;
  const journal = new Journal(aRunResult(), async () => []);
  const { types, servedVersions, failedGroups } = await cluster.discover(ctx);
  const namespaces = (await cluster.listObjects(ctx, NAMESPACES)).map(({ metadata }) => ({
    name: metadata.name,
    labels: {},
  }));
  const plan = planBackup(
    aSelection(selection),
    { types, servedVersions, failedGroups, namespaces },
    { orderedResources: new Map(), apiGroupVersions: 'Preferred', includeExclude: undefined, ...options },
  );
  const tally = new Tally();
  const done = collect(ctx, collecting({ cluster, draft, plan, journal, tally, attendant }));
  return { done, stored, journal, tally };
}
