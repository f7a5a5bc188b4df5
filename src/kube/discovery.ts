import type { RunContext } from '../base/context.ts';
import { formatGroupResource, type ResourceType } from '../domain/resource.ts';
import { ApiError, type Discovery } from './cluster.ts';
import { discoverLegacy } from './discovery-legacy.ts';
import { askJson } from './transport/ask.ts';
import type { Transport } from './transport/transport.ts';

/** What one version of a group offers, from either way of discovery; undefined types where it could not be asked. */
export interface GroupVersionTypes {
  readonly group: string;
  readonly version: string;
  readonly types: readonly ResourceType[] | undefined;
  /** Why there are no types. */
  readonly message: string;
}

/** The aggregated form in both its versions, and plain JSON for servers that know neither. */
const ACCEPT = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/**
 * Asks what the cluster offers: two requests where the server aggregates (Kubernetes 1.26 and later), one per group
 * and version elsewhere. A group that the server could not ask is named, never left out silently.
 */
export async function discover(ctx: RunContext, transport: Transport): Promise<Discovery> {
  const roots = await Promise.all([askRoot(ctx, transport, '/api'), askRoot(ctx, transport, '/apis')]);
  const versions = roots.every((root) => root !== undefined)
    ? roots.flatMap(readAggregated)
    : await discoverLegacy(ctx, transport);
  return preferredTypes(versions);
}

/** An aggregated document, or undefined where the server has none. */
async function askRoot(ctx: RunContext, transport: Transport, path: string): Promise<unknown> {
  try {
    const question = { method: 'GET', path, accept: ACCEPT, what: 'discover what the cluster offers' } as const;
    const { value, headers } = await askJson(ctx, transport, question);
    return String(headers['content-type']).includes('g=apidiscovery.k8s.io') ? value : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 406) return undefined;
    throw error;
  }
}

/** APIGroupDiscoveryList: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
interface AggregatedDiscovery {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly freshness?: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind?: string };
        readonly scope?: string;
        readonly singularResource?: string;
        readonly shortNames?: readonly string[];
        readonly verbs?: readonly string[];
      }[];
    }[];
  }[];
}

function readAggregated(document: unknown): GroupVersionTypes[] {
  const { items = [] } = document as AggregatedDiscovery;
  return items.flatMap(({ metadata, versions = [] }) => {
    const group = metadata?.name ?? '';
    return versions.map(({ version, freshness, resources = [] }) => {
      const types = resources
        .filter(({ verbs = [] }) => verbs.length > 0)
        .map(({ resource, responseKind, scope, singularResource, shortNames, verbs }) => ({
          group,
          version,
          resource,
          kind: responseKind?.kind ?? '',
          singular: singularResource ?? '',
          shortNames: shortNames ?? [],
          namespaced: scope === 'Namespaced',
          verbs: verbs ?? [],
        }));
      // What the server remembers of an API that does not answer now is no promise that it can be listed.
      const isStale = freshness === 'Stale';
      const message = isStale ? 'the aggregated API does not answer; what the API server knows of it is stale' : '';
      return { group, version, types: isStale ? undefined : types, message };
    });
  });
}

/** Every type once, in the first version of its group that has it; the server names the preferred version first. */
function preferredTypes(versions: readonly GroupVersionTypes[]): Discovery {
  const byName = Map.groupBy(
    versions.flatMap((version) => version.types ?? []),
    formatGroupResource,
  );
  const types = [...byName.values()].map(([preferred]) => preferred!);
  const servedVersions = new Map([...byName].map(([name, all]) => [name, all.map(({ version }) => version)]));
  const failedGroups = versions
    .filter((version) => version.types === undefined)
    .map(({ group, version, message }) => ({ group, version, message }));
  return { types, servedVersions, failedGroups };
}
