import { headerOf, jsonReply, textReply, valueReply, type ApiRequest, type Reply } from '../http/reply.ts';
import { encodeJson, type JsonObject } from '../objects/json.ts';
import type { ApiType } from '../types/api-type.ts';
import { subresourceOf } from '../types/subresource.ts';
import type { ApiVersion, TypeRegistry } from '../types/type-registry.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Answers `/api`, `/apis` and what lies below, as far as it is discovery; undefined for other paths. */
export function answerDiscovery(types: TypeRegistry, request: ApiRequest, address: string): Reply | undefined {
  const parts = request.path.split('/').filter((part) => part !== '');
  const [root, group = '', version] = parts[0] === 'api' ? ['api', '', parts[1]] : parts;
  if ((root !== 'api' && root !== 'apis') || parts.length > 3) return undefined;
  const versions = types.versions().filter((of) => (of.group === '') === (root === 'api'));
  if (parts.length === 1) return answerRoot(root, versions, request, address);
  const ofGroup = versions.filter((of) => of.group === group);
  if (ofGroup.length === 0) return undefined;
  if (version === undefined) return valueReply(200, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(ofGroup) });
  const found = ofGroup.find((of) => of.version === version);
  if (found === undefined) return undefined;
  return found.isAvailable ? valueReply(200, resourceList(found)) : textReply(503, 'service unavailable\n');
}

function answerRoot(root: string, versions: readonly ApiVersion[], request: ApiRequest, address: string): Reply {
  const groups = [...Map.groupBy(versions, ({ group }) => group).values()];
  if (wantsAggregated(request)) {
    const items = groups.map(groupDiscovery);
    const list = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
    const headers = { 'content-type': AGGREGATED, 'cache-control': 'public', vary: 'Accept' };
    return jsonReply(200, encodeJson(list, 'given'), headers);
  }
  if (root === 'apis') return valueReply(200, { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) });
  const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: address }];
  return valueReply(200, { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs });
}

/** The first media type this server can give decides, as in the real one. */
function wantsAggregated(request: ApiRequest): boolean {
  const accepted = headerOf(request, 'accept')
    .split(',')
    .map((range) => range.replaceAll(/\s/g, '').split(';'));
  const known = accepted.find((range) => {
    const isV2 = ['g=apidiscovery.k8s.io', 'v=v2', 'as=APIGroupDiscoveryList'].every((part) => range.includes(part));
    return isV2 || !range.some((part) => part.startsWith('as='));
  });
  return known?.includes('v=v2') ?? false;
}

function groupDiscovery(versions: readonly ApiVersion[]): JsonObject {
  const [{ group } = { group: '' }] = versions;
  return { metadata: { name: group === '' ? undefined : group }, versions: versions.map(versionDiscovery) };
}

function versionDiscovery({ version, types, isAvailable }: ApiVersion): JsonObject {
  const resources = types.map((type) => ({
    resource: type.resource,
    responseKind: responseKind(type),
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    shortNames: orNone(type.shortNames),
    categories: orNone(type.categories),
    subresources: orNone(
      type.subresources.map((name) => {
        const { group = '', version = '', kind, verbs } = subresourceOf(type, name);
        const own = kind === type.kind ? responseKind(type) : { group, version, kind };
        return { subresource: name, responseKind: own, verbs };
      }),
    ),
  }));
  return { version, resources: orNone(resources), freshness: isAvailable ? 'Current' : 'Stale' };
}

/** Built-in types leave group and version empty: those of the version they stand in. */
function responseKind({ isCustom, group, version, kind }: ApiType): JsonObject {
  return isCustom ? { group, version, kind } : { group: '', version: '', kind };
}

function resourceList({ groupVersion, types }: ApiVersion): JsonObject {
  const resources = types.flatMap((type) => {
    const { resource: name, singular: singularName, namespaced, kind, verbs } = type;
    const further = { shortNames: orNone(type.shortNames), categories: orNone(type.categories) };
    const main = { name, singularName, namespaced, kind, verbs, ...further };
    const sub = type.subresources.map((subresource) => {
      const { group, version, kind, verbs } = subresourceOf(type, subresource);
      return { name: `${name}/${subresource}`, singularName: '', namespaced, group, version, kind, verbs };
    });
    return [main, ...sub];
  });
  const apiVersion = groupVersion === 'v1' ? undefined : 'v1'; // the core group leaves it out
  return { kind: 'APIResourceList', apiVersion, groupVersion, resources };
}

function apiGroup(versions: readonly ApiVersion[]): JsonObject {
  const [first] = versions;
  const entries = versions.map(({ groupVersion, version }) => ({ groupVersion, version }));
  return { name: first?.group, versions: entries, preferredVersion: entries[0] };
}

function orNone<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values;
}
