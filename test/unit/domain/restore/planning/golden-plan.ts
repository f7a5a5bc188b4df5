import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { formatItemRef } from '../../../../../src/domain/item.ts';
import { objectAt, parseExact, textAt } from '../../../../../src/domain/json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../../../../src/domain/resource.ts';
import { apiVersionIn } from '../../../../../src/domain/restore/planning/identity.ts';
import {
  outlookOf,
  type PlanFacts,
  type ReadItem,
  settle,
} from '../../../../../src/domain/restore/planning/plan-item.ts';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import { protectionOf } from '../../../../../src/domain/restore/planning/protection.ts';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import { Companions } from '../../../../../src/domain/restore/scope/companions.ts';
import { scopeOf } from '../../../../../src/domain/restore/scope/scope.ts';
import { readVolume } from '../../../../../src/domain/restore/volumes.ts';
import { aRestorePolicy, clusterTypes, contentsOf, refOf } from '../../../../support/restore-builders.ts';
import { tarStreamFiles } from '../../../archive/tar-stream-files.ts';

const GOLDEN = 'test/golden/velero-1.18.3';

/** An item of a plan, and as `veleroDid` calls it. */
export interface GoldenItem {
  readonly name: string;
  readonly planned: PlannedItem;
}

/** What a policy plans for an archive that a real Velero made, on a cluster that has the archive's types and no objects. */
export async function goldenPlan(backup: string, overrides: Partial<RestorePolicy>): Promise<GoldenItem[]> {
  const policy = aRestorePolicy({ allowKinds: ['*'], allowNamespaces: ['*'], emptyVolumes: 'Allow', ...overrides });
  const items = await readItems(backup);
  const scope = scopeOf(policy, contentsOf(items.map(({ ref }) => formatItemRef(ref))), clusterTypes());
  const reached = items.filter(({ ref }) => scope.reachOf(ref) !== 'none');
  const companions = new Companions(scope);
  for (const { ref, object } of reached) companions.see(ref, object);
  const facts = factsOf(policy, items, (ref) => scope.reachOf(ref) !== 'none');
  return reached
    .filter(({ ref }) => companions.keeps(ref))
    .map((item) => ({ name: veleroName(item, facts.mapping), planned: settle(outlookOf(facts, item), undefined) }));
}

function factsOf(policy: RestorePolicy, items: readonly ReadItem[], isReached: (ref: ReadItem['ref']) => boolean) {
  const kinds = new Map(items.map((item) => [formatGroupResource(item.ref), item]));
  const volumes = items.filter(({ ref }) => ref.resource === 'persistentvolumes' && isReached(ref));
  return {
    mapping: policy.namespaceMapping,
    protection: protectionOf(policy, clusterTypes(), []),
    takings: policy,
    volumes: {
      facts: { methods: new Map(), methodsOfClaims: new Map() },
      archived: new Map(volumes.map(({ ref, object }) => [ref.name, readVolume(object)])),
      existing: new Map(),
      selectsClaim: () => true,
      emptyVolumes: policy.emptyVolumes,
      ignoresSnapshots: policy.restorePVs === false,
    },
    typeOf: (type: GroupResource) => {
      const { ref, object } = kinds.get(formatGroupResource(type))!;
      const kind = textAt(object, 'kind') ?? '';
      return { kind, namespaced: ref.namespace !== undefined, versions: [apiVersionIn(object).version] };
    },
  } satisfies PlanFacts;
}

async function readItems(backup: string): Promise<ReadItem[]> {
  const files = await tarStreamFiles(gunzipSync(readFileSync(`${GOLDEN}/${backup}/archive/${backup}.tar.gz`)));
  return files.flatMap(({ name: path, body }) => {
    const [, type, place, name] = /^resources\/([^/]+)\/(cluster|namespaces\/[^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
    if (type === undefined || place === undefined || name === undefined) return [];
    const namespace = place.split('/')[1];
    const ref = refOf([type, namespace, name].filter((part) => part !== undefined).join('/'));
    return [{ ref, version: undefined, object: parseExact(body) }];
  });
}

/** What Velero tells of a restore, as `v1/ConfigMap alpha/plain`, by what it did: created, updated, failed or skipped. */
export function veleroDid(restore: string): Map<string, string> {
  const list = readFileSync(`${GOLDEN}/restores/${restore}/archive/restore-${restore}-resource-list.json.gz`);
  const byKind = objectAt({ list: parseExact(gunzipSync(list)) }, 'list') as Readonly<Record<string, string[]>>;
  return new Map(
    Object.entries(byKind).flatMap(([kind, items]) =>
      items.map((item): [string, string] => {
        const [, name, did] = /^(.*)\((\w+)\)$/.exec(item) ?? [];
        return [`${kind} ${name}`, did!];
      }),
    ),
  );
}

function veleroName({ ref, object }: ReadItem, mapping: ReadonlyMap<string, string>): string {
  const mapped = (name: string) => mapping.get(name) ?? name;
  const isNamespace = formatGroupResource(ref) === 'namespaces';
  const own = isNamespace ? mapped(ref.name) : ref.name;
  const name = ref.namespace === undefined ? own : `${mapped(ref.namespace)}/${own}`;
  return `${textAt(object, 'apiVersion')}/${textAt(object, 'kind')} ${name}`;
}
