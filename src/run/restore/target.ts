import type { RunContext } from '../../base/context.ts';
import { formatGroupResource, type GroupResource, type ResourceType } from '../../domain/resource.ts';
import { listNamespaces } from '../backup/world.ts';
import type { Cluster, Discovery, ObjectPath } from '../../kube/cluster.ts';

/** Where namespaces are asked for. */
export const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };

/** The cluster that a restore writes to, as far as planning needs it. */
export class Target {
  readonly cluster: Cluster;
  #discovery: Discovery;
  /** Namespaces that exist, and whether each is being deleted. */
  readonly namespaces: ReadonlyMap<string, { readonly isTerminating: boolean }>;

  private constructor(cluster: Cluster, discovery: Discovery, namespaces: Target['namespaces']) {
    this.cluster = cluster;
    this.#discovery = discovery;
    this.namespaces = namespaces;
  }

  /** Asks what the cluster serves, and for its namespaces. */
  static async look(ctx: RunContext, cluster: Cluster): Promise<Target> {
    const [discovery, objects] = await Promise.all([cluster.discover(ctx), listNamespaces(ctx, cluster)]);
    const namespaces = objects.map(({ metadata }): [string, { readonly isTerminating: boolean }] => [
      metadata.name,
      { isTerminating: metadata.deletionTimestamp !== undefined },
    ]);
    return new Target(cluster, discovery, new Map(namespaces));
  }

  get types(): readonly ResourceType[] {
    return this.#discovery.types;
  }

  get failedGroups(): Discovery['failedGroups'] {
    return this.#discovery.failedGroups;
  }

  /** The type in the server's preferred version; undefined where it serves none. */
  typeOf(type: GroupResource): ResourceType | undefined {
    return this.#discovery.types.find(({ group, resource }) => group === type.group && resource === type.resource);
  }

  /** The versions that the server serves of a type, the preferred one first. */
  versionsOf(type: GroupResource): readonly string[] {
    return this.#discovery.servedVersions.get(formatGroupResource(type)) ?? [];
  }

  /** Whether an object goes away with a namespace that is being deleted, or is such a namespace itself. */
  isEnding({ group, resource }: GroupResource, name: string, namespace: string | undefined): boolean {
    const place = group === '' && resource === 'namespaces' ? name : namespace;
    return place !== undefined && this.namespaces.get(place)?.isTerminating === true;
  }

  /** Asks again what is served, after definitions were made. */
  async rediscover(ctx: RunContext): Promise<void> {
    this.#discovery = await this.cluster.discover(ctx);
  }
}
