import { expect, it } from 'vitest';
import { mapConcurrent } from '../../src/base/concurrent.ts';
import type { ResourceType } from '../../src/domain/resource.ts';
import type { Cluster, ListedItem, ListFacts, ListRequest } from '../../src/kube/cluster.ts';
import type { RunContext } from '../../src/base/context.ts';
import { CONFIG_MAPS, failureOf, namesOf } from '../support/fault-proxy-lists.ts';
import { aConfigMap, configMapsIn, type Stage, type Traits } from './cluster-stage.ts';
import { CRDS, defineWidgets } from './widgets.ts';

/** More than a first page holds. */
const MANY = 620;

function requestFor(namespace: string | undefined, more: Partial<ListRequest> = {}): ListRequest {
  return { type: CONFIG_MAPS, namespace, labelSelector: '', fieldSelector: '', ...more };
}

interface Listed {
  readonly items: readonly ListedItem[];
  readonly facts: ListFacts;
}

/** Lists to the end; `between` runs after the first batch. */
async function list(
  ctx: RunContext,
  cluster: Cluster,
  request: ListRequest,
  between: () => Promise<void> = async () => undefined,
): Promise<Listed> {
  const batches = cluster.list(ctx, request);
  const items: ListedItem[] = [];
  for (let n = 0; ; n++) {
    const { done, value } = await batches.next();
    if (done) return { items, facts: value };
    items.push(...value);
    if (n === 0) await between();
  }
}

/** Makes `config-000`, `config-001`, … and returns the names. */
async function createMany({ ctx, cluster, namespace }: Stage, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => `config-${String(n).padStart(3, '0')}`);
  const path = configMapsIn(namespace);
  await mapConcurrent(names, 8, async (name) => cluster.create(ctx, path, aConfigMap(name)));
  return names;
}

/** The names in the order of the list, without what controllers put into every namespace. */
function ownNames(items: readonly ListedItem[]): string[] {
  return namesOf(items).filter((name) => name !== 'kube-root-ca.crt');
}

/** What `list` promises. */
export function describeLists(stage: () => Stage, { forgets }: Traits): void {
  if (forgets) describeExpiry(stage);

  it('lists metadata alone where no more is asked for: the same objects', async () => {
    const { ctx, cluster, namespace } = stage();
    await cluster.create(ctx, configMapsIn(namespace), aConfigMap('a', { data: { text: 'x'.repeat(1_000) } }));

    const whole = await list(ctx, cluster, requestFor(namespace));
    const metadata = await list(ctx, cluster, requestFor(namespace, { isMetadataOnly: true }));

    expect(metadata.items.map(({ uid, ref }) => [uid, ref])).toEqual(whole.items.map(({ uid, ref }) => [uid, ref]));
  });

  it('lists the bytes of the wire, with apiVersion and kind put in front', async () => {
    const { ctx, cluster, namespace, under } = stage();
    const odd = { text: '"quoted" \\ {braces} <ü>\u2028', __proto: 'x' };
    await cluster.create(ctx, configMapsIn(namespace), aConfigMap('a', { data: odd }));
    await cluster.create(ctx, configMapsIn(namespace), aConfigMap('b'));

    const { items, facts } = await list(ctx, cluster, requestFor(namespace));

    const wire = (await under.raw(`/api/v1/namespaces/${namespace}/configmaps`)).toString();
    expect(ownNames(items)).toEqual(['a', 'b']);
    for (const { bytes, ref, uid } of items) {
      const text = Buffer.from(bytes).toString();
      const prefix = '{"apiVersion":"v1","kind":"ConfigMap",';
      expect(text.startsWith(prefix)).toBe(true);
      expect(wire).toContain(`{${text.slice(prefix.length)}`);
      expect(JSON.parse(text)).toMatchObject({ metadata: { name: ref.name, namespace, uid } });
    }
    expect(facts).toMatchObject({ resourceVersion: expect.stringMatching(/^\d+$/), isRelaxed: false, refused: [] });
  });

  it('row 27: lists custom resources exactly as they came, 64-bit numbers and unknown fields included', async () => {
    const { ctx, cluster, namespace, under } = stage();
    const type = await defineWidgets(ctx, cluster, `x-${namespace}.example.com`);
    const path = { group: type.group, version: 'v1', resource: 'widgets', namespace };
    const spec = { big: 1, deep: { unknown: [true, null, { name: 'metadata' }] } };
    await cluster.create(ctx, path, { apiVersion: `${type.group}/v1`, kind: 'Widget', metadata: { name: 'w' }, spec });
    await cluster.patch(ctx, path, 'w', { spec: { big: Number.MAX_SAFE_INTEGER } });

    const { items } = await list(ctx, cluster, requestFor(namespace, { type }));

    const wire = (await under.raw(`/apis/${type.group}/v1/namespaces/${namespace}/widgets`)).toString();
    const [item] = items;
    expect(items).toHaveLength(1);
    expect(item).toMatchObject({
      kind: 'Widget',
      ref: { group: type.group, resource: 'widgets', namespace, name: 'w' },
    });
    expect(wire).toContain(Buffer.from(item!.bytes).toString());
    expect(Buffer.from(item!.bytes).toString()).toContain('"big":9007199254740991');
    await cluster.delete(ctx, CRDS, `widgets.${type.group}`);
  });

  it('lists every object of many pages once, as they were at the first', async () => {
    const { ctx, cluster, namespace } = stage();
    const names = await createMany(stage(), MANY);
    const path = configMapsIn(namespace);

    const { items, facts } = await list(ctx, cluster, requestFor(namespace), async () => {
      await cluster.create(ctx, path, aConfigMap('zzz-later'));
      await cluster.delete(ctx, path, names.at(-1)!);
    });

    expect(ownNames(items)).toEqual(names);
    expect(facts.isRelaxed).toBe(false);
  });

  it('lets the server filter by labels and fields', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    for (const [name, app] of [
      ['a', 'web'],
      ['b', 'db'],
      ['c', 'web'],
    ] as const) {
      await cluster.create(ctx, path, aConfigMap(name, {}, { labels: { app } }));
    }

    const byLabel = await list(ctx, cluster, requestFor(namespace, { labelSelector: 'app in (web)' }));
    const byField = await list(ctx, cluster, requestFor(namespace, { fieldSelector: 'metadata.name=b' }));
    const both = await cluster.listObjects(ctx, path, 'app=web', 'metadata.name!=a');

    expect(namesOf(byLabel.items)).toEqual(['a', 'c']);
    expect(namesOf(byField.items)).toEqual(['b']);
    expect(both.map(({ metadata }) => metadata.name)).toEqual(['c']);
  });

  it('lists across namespaces, and what stands in none', async () => {
    const { ctx, cluster, namespace, under } = stage();
    const other = await under.newNamespace();
    for (const where of [namespace, other])
      await cluster.create(ctx, configMapsIn(where), aConfigMap(`of-${namespace}`));
    const namespaces = { ...CONFIG_MAPS, resource: 'namespaces', kind: 'Namespace', namespaced: false };

    const everywhere = await list(
      ctx,
      cluster,
      requestFor(undefined, { fieldSelector: `metadata.name=of-${namespace}` }),
    );
    const clusterScoped = await list(ctx, cluster, requestFor(undefined, { type: namespaces }));

    expect(new Set(everywhere.items.map(({ ref }) => ref.namespace))).toEqual(new Set([namespace, other]));
    expect(everywhere.items).toHaveLength(2);
    expect(namesOf(clusterScoped.items)).toEqual(expect.arrayContaining([namespace, other, 'kube-system']));
    expect(clusterScoped.items.every(({ ref }) => ref.namespace === undefined)).toBe(true);
  });

  it('marks objects that are on their way out', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    const finalizers = ['example.com/hold'];
    await cluster.create(ctx, path, aConfigMap('held', {}, { finalizers }));
    await cluster.delete(ctx, path, 'held');

    const { items } = await list(ctx, cluster, requestFor(namespace, { fieldSelector: 'metadata.name=held' }));

    expect(items).toMatchObject([{ isTerminating: true }]);
    await cluster.patch(ctx, path, 'held', { metadata: { finalizers: null } });
  });

  it('lists small objects parsed, all pages of them', async () => {
    const { ctx, cluster, namespace } = stage();
    const names = await createMany(stage(), MANY);

    const objects = await cluster.listObjects(ctx, configMapsIn(namespace));

    const found = objects.map(({ metadata }) => metadata.name).filter((name) => name !== 'kube-root-ca.crt');
    expect(found).toEqual(names);
    expect(objects[7]?.['data']).toEqual({ of: names[7] });
  });

  it('row 18: has a 404 for a type that is not served', async () => {
    const { ctx, cluster, namespace } = stage();
    const type: ResourceType = { ...CONFIG_MAPS, group: 'nobody.example.com', resource: 'gadgets', kind: 'Gadget' };

    const error = await failureOf(list(ctx, cluster, requestFor(namespace, { type })));

    expect(error).toMatchObject({ name: 'ApiError', status: 404 });
  });

  it('row 16: has a 403 for a list that is not allowed, and lists what is', async () => {
    const { ctx, cluster, namespace, under } = stage();
    await cluster.create(ctx, configMapsIn(namespace), aConfigMap('a'));
    const lister = await under.asLister(namespace);
    const secrets = { ...CONFIG_MAPS, resource: 'secrets', kind: 'Secret' };

    const allowed = await list(ctx, lister, requestFor(namespace));
    const error = await failureOf(list(ctx, lister, requestFor(namespace, { type: secrets })));
    await lister.close();

    expect(ownNames(allowed.items)).toEqual(['a']);
    expect(error).toMatchObject({ name: 'ApiError', status: 403, reason: 'Forbidden' });
  });
}

/** What `list` promises where continuations can expire. */
function describeExpiry(stage: () => Stage): void {
  it('row 9: goes on after the server forgot its first state, and calls the list relaxed', async () => {
    const { ctx, cluster, namespace, under } = stage();
    const names = await createMany(stage(), MANY);

    const { items, facts } = await list(ctx, cluster, requestFor(namespace), async () => {
      await cluster.create(ctx, configMapsIn(namespace), aConfigMap('zzz-later'));
      await under.compact();
    });

    expect(ownNames(items).filter((name) => name !== 'zzz-later')).toEqual(names);
    expect(facts.isRelaxed).toBe(true);
  });
}
