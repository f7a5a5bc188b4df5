import type { Entry } from '../../entry.ts';
import { formatItemRef, type ItemRef } from '../../item.ts';
import { type JsonObject, listAt, textAt } from '../../json/exact-json.ts';
import { describePaths } from '../conflict/differing-paths.ts';
import { isWritten, type PlannedItem } from '../plan.ts';
import { unmappedReferences } from '../prepare/unmapped-references.ts';
import { formatOwner, type GitOpsOwner } from '../ties/gitops-owner.ts';
import { MappedWorkloads } from './mapped-workloads.ts';

/** Tools that look again by themselves; Helm acts when somebody calls it. */
const RECONCILING: ReadonlySet<GitOpsOwner['tool']> = new Set(['Argo CD', 'Flux']);

/** Finalizers that the cluster itself takes off again. */
const OWN_FINALIZERS: ReadonlySet<string> = new Set(['foregroundDeletion', 'orphan', 'kubernetes']);

/** By this label of charts Argo CD tracks what it keeps, unless it is told to track by its annotation. */
const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/** Objects that still name a mapped namespace and are named themselves. */
const MOST_NAMED = 100;

/** An item of the plan, its object as archived, and who keeps it: the cluster's where there is one, else the archive's. */
export interface Writing {
  readonly planned: Pick<PlannedItem, 'ref' | 'action' | 'target'>;
  readonly object: JsonObject;
  readonly owner: GitOpsOwner | undefined;
}

/** Gathers what people should know of the objects that a restore writes although nothing is wrong with them. */
export class Cautions {
  readonly #mapping: ReadonlyMap<string, string>;
  readonly #servedGroups: ReadonlySet<string>;
  readonly #owners = new Map<string, number>();
  readonly #finalizers = new Map<string, { count: number; readonly first: ItemRef }>();
  readonly #lookalikes = new Map<string, number>();
  readonly #workloads = new MappedWorkloads();
  readonly #references: Entry[] = [];

  /** `servedGroups`: API groups of the cluster, by which it is judged whose finalizers nobody may be there to take off. */
  constructor(mapping: ReadonlyMap<string, string>, servedGroups: Iterable<string>) {
    this.#mapping = mapping;
    this.#servedGroups = new Set(servedGroups);
  }

  /** Notes an item of the plan; what is not written is passed over. */
  add({ planned, object, owner }: Writing): void {
    if (!isWritten(planned)) return;
    if (owner !== undefined && RECONCILING.has(owner.tool)) {
      const name = formatOwner(owner);
      this.#owners.set(name, (this.#owners.get(name) ?? 0) + 1);
    }
    for (const finalizer of foreignFinalizers(object, this.#servedGroups)) this.#noteFinalizer(finalizer, planned.ref);
    const paths = unmappedReferences(object, this.#mapping);
    if (paths.length > 0) this.#references.push(notRewritten(planned.ref, paths));
    this.#workloads.add(planned, object);
    const application = this.#mayBeTakenFor(planned, object);
    if (application !== undefined) this.#lookalikes.set(application, (this.#lookalikes.get(application) ?? 0) + 1);
  }

  /** The application for whose object Argo CD may take a copy: by a label that charts set, and that cannot be stripped. */
  #mayBeTakenFor({ ref, target }: Writing['planned'], object: JsonObject): string | undefined {
    const isCopy = target !== undefined && target !== ref.namespace;
    return isCopy && this.#servedGroups.has('argoproj.io')
      ? textAt(object, 'metadata', 'labels', INSTANCE_LABEL)
      : undefined;
  }

  /** One warning for each owner, finalizer and power, and one for each object that still names a mapped namespace. */
  warnings(): Entry[] {
    return [
      ...[...this.#owners].map(([owner, count]) => ownedByGitOps(owner, count)),
      ...[...this.#lookalikes].map(([application, count]) => maybeTakenFor(application, count)),
      ...[...this.#finalizers].map(([finalizer, { count, first }]) => finalizerKept(finalizer, count, first)),
      ...this.#workloads.warnings(),
      ...firstOf(this.#references),
    ];
  }

  #noteFinalizer(finalizer: string, ref: ItemRef): void {
    const noted = this.#finalizers.get(finalizer);
    if (noted === undefined) this.#finalizers.set(finalizer, { count: 1, first: ref });
    else noted.count++;
  }
}

/** Finalizers of programs of which nothing that the cluster serves tells: `<domain>/<name>`, by the domain. */
function foreignFinalizers(object: JsonObject, servedGroups: ReadonlySet<string>): string[] {
  return listAt(object, 'metadata', 'finalizers').filter((finalizer): finalizer is string => {
    if (typeof finalizer !== 'string' || OWN_FINALIZERS.has(finalizer)) return false;
    const domain = finalizer.split('/')[0]!;
    if (domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io')) return false;
    return ![...servedGroups].some((group) => group !== '' && isRelated(group, domain));
  });
}

function isRelated(group: string, domain: string): boolean {
  return group === domain || group.endsWith(`.${domain}`) || domain.endsWith(`.${group}`);
}

/** In the order of their names, however they came; of very many the rest is only counted. */
function firstOf(references: readonly Entry[]): Entry[] {
  const sorted = references.toSorted((a, b) => (a.message < b.message ? -1 : 1));
  if (sorted.length <= MOST_NAMED) return sorted;
  const message = `${sorted.length - MOST_NAMED} more objects still name a namespace that was mapped`;
  return [...sorted.slice(0, MOST_NAMED), { code: 'reference-not-rewritten', message }];
}

function ownedByGitOps(owner: string, count: number): Entry {
  const what = count === 1 ? 'an object' : `${count} objects`;
  const message = `${owner} keeps ${what} of this restore as its repository says, and may undo it; suspend it, or restore through the repository`;
  return { code: 'owned-by-gitops', message };
}

function maybeTakenFor(application: string, count: number): Entry {
  const what = count === 1 ? 'A copy has' : `${count} copies have`;
  const message = `${what} the label ${INSTANCE_LABEL}: ${application}; an Argo CD that tracks by this label takes them for its application's, and may prune them`;
  return { code: 'owned-by-gitops', message };
}

function finalizerKept(finalizer: string, count: number, first: ItemRef): Entry {
  const what = count === 1 ? formatItemRef(first) : `${formatItemRef(first)} and ${count - 1} more`;
  const message = `${what} keep the finalizer ${finalizer}, and the cluster serves nothing of whoever takes it off: they could not be deleted`;
  return { code: 'finalizer-kept', item: first, message };
}

function notRewritten(item: ItemRef, paths: readonly string[]): Entry {
  const message = `${formatItemRef(item)} still names a namespace that was mapped, in ${describePaths(paths)}`;
  return { code: 'reference-not-rewritten', item, message };
}
