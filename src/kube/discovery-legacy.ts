import type { RunContext } from '../base/context.ts';
import { mapConcurrent } from '../base/concurrent.ts';
import { RunError } from '../domain/problem.ts';
import { apiVersionOf } from '../domain/resource.ts';
import { ApiError } from './cluster.ts';
import type { GroupVersionTypes } from './discovery.ts';
import { askJson } from './transport/ask.ts';
import type { Transport } from './transport/transport.ts';

const WHAT = 'discover what the cluster offers';
/** One dead aggregated API among hundreds must not hold up discovery for minutes. */
const ATTEMPTS_PER_VERSION = 4;
const AT_ONCE = 8;

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Asks group by group, as all servers understand it; versions come with the preferred one first. */
export async function discoverLegacy(ctx: RunContext, transport: Transport): Promise<GroupVersionTypes[]> {
  const [core, groups] = await Promise.all([
    askJson(ctx, transport, { method: 'GET', path: '/api', what: WHAT }),
    askJson(ctx, transport, { method: 'GET', path: '/apis', what: WHAT }),
  ]);
  const versions = [...readCoreVersions(core.value), ...readGroups(groups.value)];
  return mapConcurrent(versions, AT_ONCE, async (version) => askVersion(ctx, transport, version));
}

async function askVersion(ctx: RunContext, transport: Transport, of: GroupVersion): Promise<GroupVersionTypes> {
  const path = `${of.group === '' ? '/api' : '/apis'}/${apiVersionOf(of)}`;
  const question = { method: 'GET', path, what: WHAT, attempts: ATTEMPTS_PER_VERSION } as const;
  try {
    const { value } = await askJson(ctx, transport, question);
    return { ...of, types: readTypes(of, value), message: '' };
  } catch (error) {
    ctx.signal.throwIfAborted();
    const isOfGroup = error instanceof ApiError || (error instanceof RunError && error.code === 'cluster-unavailable');
    if (!isOfGroup) throw error;
    return { ...of, types: undefined, message: error.message };
  }
}

/** APIVersions. */
function readCoreVersions(document: unknown): GroupVersion[] {
  const { versions = [] } = document as { readonly versions?: readonly string[] };
  return versions.map((version) => ({ group: '', version }));
}

/** APIGroupList. */
function readGroups(document: unknown): GroupVersion[] {
  const { groups = [] } = document as {
    readonly groups?: readonly {
      readonly name: string;
      readonly versions: readonly { readonly version: string }[];
      readonly preferredVersion?: { readonly version: string };
    }[];
  };
  return groups.flatMap(({ name, versions, preferredVersion }) => {
    const offered = versions.map(({ version }) => version);
    const preferred = offered.filter((version) => version === preferredVersion?.version);
    const others = offered.filter((version) => version !== preferredVersion?.version);
    return [...preferred, ...others].map((version) => ({ group: name, version }));
  });
}

/** APIResourceList; subresources have a slash in their name. */
function readTypes({ group, version }: GroupVersion, document: unknown): GroupVersionTypes['types'] {
  const { resources = [] } = document as {
    readonly resources?: readonly {
      readonly name: string;
      readonly kind: string;
      readonly namespaced: boolean;
      readonly singularName?: string;
      readonly shortNames?: readonly string[];
      readonly verbs?: readonly string[];
    }[];
  };
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced, singularName, shortNames, verbs }) => ({
      group,
      version,
      resource: name,
      kind,
      singular: singularName ?? '',
      shortNames: shortNames ?? [],
      namespaced,
      verbs: verbs ?? [],
    }));
}
