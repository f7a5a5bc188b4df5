import type { RunContext } from '../../../base/context.ts';
import { parseExact } from '../../../domain/json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../../domain/resource.ts';
import type { PlanFacts, ServedType } from '../../../domain/restore/planning/plan-item.ts';
import { deniesDefinition, type Protection, protectionOf } from '../../../domain/restore/planning/protection.ts';
import { knownTypes } from '../../../domain/restore/scope/archived-types.ts';
import { readVolume, type Volume } from '../../../domain/restore/volumes.ts';
import { ApiError, type ListRequest } from '../../../kube/cluster.ts';
import type { Planning } from '../planning.ts';
import type { Survey } from './survey.ts';

const VOLUMES: GroupResource = { group: '', resource: 'persistentvolumes' };

/** Gathers what the rules of planning ask for, beside items and the cluster's own objects. */
export async function planFactsOf(ctx: RunContext, planning: Planning, survey: Survey): Promise<PlanFacts> {
  const { archive, target, policy, ownNamespaces } = planning;
  const protection = protectionOf(policy, knownTypes(target.types, archive.contents), ownNamespaces);
  const types = new Map<string, ServedType | undefined>();
  const typeOf = (type: GroupResource) => {
    const name = formatGroupResource(type);
    if (!types.has(name)) types.set(name, servedType(planning, { survey, protection }, type));
    return types.get(name);
  };
  return {
    mapping: policy.namespaceMapping,
    protection,
    takings: policy,
    volumes: {
      facts: archive.volumes,
      archived: survey.volumes,
      existing: await existingVolumes(ctx, planning),
      selectsClaim: ({ namespace, name }) =>
        survey.keeps({ group: '', resource: 'persistentvolumeclaims', namespace, name }),
      emptyVolumes: policy.emptyVolumes,
      ignoresSnapshots: policy.restorePVs === false,
    },
    typeOf,
  };
}

/** A type as the cluster serves it now, or as a definition of this restore will make it. */
function servedType(
  { target }: Planning,
  { survey, protection }: { readonly survey: Survey; readonly protection: Protection },
  type: GroupResource,
): ServedType | undefined {
  const served = target.typeOf(type);
  if (served !== undefined) {
    return { kind: served.kind, namespaced: served.namespaced, versions: target.versionsOf(type) };
  }
  const defined = survey.definitions.get(`${type.resource}.${type.group}`);
  if (defined === undefined || deniesDefinition(protection, defined)) return undefined;
  return { kind: defined.type.kind, namespaced: defined.type.namespaced, versions: defined.servedVersions };
}

/** The cluster's volumes, where a claim may want one of them. Without the right to look, none are known to exist. */
async function existingVolumes(ctx: RunContext, { archive, target }: Planning): Promise<ReadonlyMap<string, Volume>> {
  const volumes = new Map<string, Volume>();
  const hasClaims = archive.contents.types.some(
    ({ group, resource }) => group === '' && resource.startsWith('persistentvolume'),
  );
  const type = target.typeOf(VOLUMES);
  if (!hasClaims || type === undefined) return volumes;
  const request: ListRequest = { type, namespace: undefined, labelSelector: '', fieldSelector: '' };
  try {
    for await (const batch of target.cluster.list(ctx, request)) {
      for (const { ref, bytes } of batch) volumes.set(ref.name, readVolume(parseExact(bytes)));
    }
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) throw error;
  }
  return volumes;
}
