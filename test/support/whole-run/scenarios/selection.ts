import { beforeAll, describe, expect, it } from 'vitest';
import { Runner } from '../runner.ts';
import { type ServerObject, serverObjects } from '../server-objects.ts';
import { readBackup } from '../stored-backup.ts';
import type { World } from '../world.ts';

/** A selection as a policy writes it, and what it takes of the shop: the rest of the cluster is nobody's business here. */
interface SelectionCase {
  readonly title: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly takes: (object: ServerObject) => boolean;
}

const isIn =
  (...namespaces: string[]) =>
  ({ namespace }: ServerObject) =>
    namespaces.includes(namespace ?? '');
const isOf =
  (...types: string[]) =>
  ({ type }: ServerObject) =>
    types.includes(type);
const isNamespace =
  (...names: string[]) =>
  ({ type, name }: ServerObject) =>
    type === 'namespaces' && names.includes(name);
const isLabelled =
  (app: string) =>
  ({ labels }: ServerObject) =>
    labels['app'] === app;
const any =
  (...tests: ((object: ServerObject) => boolean)[]) =>
  (object: ServerObject) =>
    tests.some((test) => test(object));
const all =
  (...tests: ((object: ServerObject) => boolean)[]) =>
  (object: ServerObject) =>
    tests.every((test) => test(object));
const isClusterScoped = ({ namespace, type }: ServerObject) => namespace === undefined && type !== 'namespaces';

const BOTH = ['shop', 'shop-data'];

/** What comes along: with the Orders, with the ServiceAccounts, with the claims of `shop-data`. */
const isDefinition = ({ key }: ServerObject) =>
  key === 'customresourcedefinitions.apiextensions.k8s.io/orders.shop.example.com';
const isOfAccounts = ({ name, type }: ServerObject) =>
  name === 'shop:order-reader' && type.startsWith('clusterrole') && type.endsWith('.rbac.authorization.k8s.io');
const isDisk = ({ type, name }: ServerObject) => type === 'persistentvolumes' && name.startsWith('shop-disk-');

const CASES: readonly SelectionCase[] = [
  {
    title: 'one namespace, with its Namespace object and what belongs to its objects',
    spec: { includedNamespaces: ['shop'] },
    takes: any(isIn('shop'), isNamespace('shop'), isDefinition, isOfAccounts),
  },
  {
    title: 'namespaces by glob',
    spec: { includedNamespaces: ['shop*'] },
    takes: any(isIn(...BOTH), isNamespace(...BOTH), isDefinition, isOfAccounts, isDisk),
  },
  {
    title: 'namespaces but the excluded ones',
    spec: { includedNamespaces: ['shop*'], excludedNamespaces: ['*-data'] },
    takes: any(isIn('shop'), isNamespace('shop'), isDefinition, isOfAccounts),
  },
  {
    title: 'some types, by plural, short name and kind, and the definition of a custom one',
    spec: { includedNamespaces: BOTH, includedResources: ['deployments.apps', 'cm', 'Order'] },
    takes: any(all(isIn(...BOTH), isOf('deployments.apps', 'configmaps', 'orders.shop.example.com')), isDefinition),
  },
  {
    title: 'all types but the excluded ones',
    spec: { includedNamespaces: ['shop'], excludedResources: ['secrets', 'namespaces', '*.apps'] },
    takes: any((object) => isIn('shop')(object) && !/^secrets$|\.apps$/.test(object.type), isDefinition, isOfAccounts),
  },
  {
    title: 'types by the scoped lists',
    spec: {
      includedNamespaces: BOTH,
      includedNamespaceScopedResources: ['secrets', 'services'],
      includedClusterScopedResources: ['storageclasses.storage.k8s.io'],
    },
    takes: any(
      all(isIn(...BOTH), isOf('secrets', 'services')),
      isOf('storageclasses.storage.k8s.io'),
      isNamespace(...BOTH),
    ),
  },
  {
    title: 'types by the scoped lists, with exclusions',
    spec: {
      includedNamespaces: ['shop'],
      excludedNamespaceScopedResources: ['secrets', 'configmaps', 'serviceaccounts'],
      excludedClusterScopedResources: ['namespaces'],
    },
    takes: any(
      (object) => isIn('shop')(object) && !isOf('secrets', 'configmaps', 'serviceaccounts')(object),
      isDefinition,
    ),
  },
  {
    title: 'objects with labels, and the volumes of claims among them',
    spec: {
      includedNamespaces: BOTH,
      labelSelector: { matchLabels: { app: 'database' } },
      excludedResources: ['namespaces'],
    },
    takes: any(all(isIn(...BOTH), isLabelled('database')), isDisk),
  },
  {
    title: 'objects that one of several label selectors matches, each once',
    spec: {
      includedNamespaces: BOTH,
      excludedResources: ['namespaces'],
      orLabelSelectors: [
        { matchLabels: { app: 'database' } },
        { matchExpressions: [{ key: 'app', operator: 'In', values: ['storefront', 'database'] }] },
      ],
    },
    takes: any(all(isIn(...BOTH), any(isLabelled('database'), isLabelled('storefront'))), isDisk),
  },
  {
    title: 'no cluster-scoped object under includeClusterResources: false',
    spec: { includedNamespaces: ['shop'], includeClusterResources: false },
    takes: isIn('shop'),
  },
  {
    title: 'every cluster-scoped object under includeClusterResources: true',
    spec: { includedNamespaces: ['shop'], includeClusterResources: true },
    takes: any(isIn('shop'), isNamespace('shop'), isClusterScoped),
  },
  {
    title: 'the whole cluster without any filter, cluster-scoped objects included',
    spec: {},
    takes: any(isIn(...BOTH), isNamespace(...BOTH), isClusterScoped),
  },
];

/** Which objects a policy's selection takes. */
export function describeSelection(world: () => World): void {
  describe('a selection', () => {
    let objects: readonly ServerObject[];
    beforeAll(async () => {
      const ofShop = (await serverObjects(world().api)).filter(isOfShop);
      objects = ofShop.filter(({ labels }) => labels['lifeboat.dev/exclude-from-backup'] !== 'true');
    });

    it.each(CASES)('takes $title', async ({ spec, takes }) => {
      using runner = await Runner.open(world(), { policy: spec });

      const { exitCode } = await runner.run(await runner.job());

      const { items } = await readBackup(runner.place, 'nightly-20261121021700');
      const known = new Set(objects.map(({ key }) => key));
      const wanted = objects.filter(takes).map(({ key }) => key);
      expect(exitCode).toBe(0);
      expect(wanted).not.toEqual([]);
      expect([...items.keys()].filter((key) => known.has(key)).toSorted()).toEqual(wanted.toSorted());
      const foreign = [...items.keys()].filter((key) => key.includes(`/${runner.namespace}/`));
      expect(foreign.length > 0).toBe(spec['includedNamespaces'] === undefined);
    });

    it('takes Namespace objects of what it holds only, where labels select', async () => {
      using runner = await Runner.open(world(), { policy: { labelSelector: { matchLabels: { app: 'database' } } } });

      await runner.run(await runner.job());

      const { items } = await readBackup(runner.place, 'nightly-20261121021700');
      expect([...items.keys()].filter((key) => key.startsWith('namespaces/'))).toEqual(['namespaces/shop-data']);
    });

    it('of nothing is a failure, unless the policy allows it', async () => {
      const labelSelector = { matchLabels: { app: 'nobody-has-this' } };
      const spec = { labelSelector, includedNamespaces: ['shop'], excludedResources: ['namespaces'] };
      using strict = await Runner.open(world(), { policy: spec });
      using lenient = await Runner.open(world(), { policy: { ...spec, allowEmpty: true } });
      const [refused, allowed] = [await strict.job(), await lenient.job()];

      const outcomes = [await strict.run(refused), await lenient.run(allowed)];

      expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([78, 0]);
      expect(await strict.result(refused)).toMatchObject({
        phase: 'Failed',
        terminal: true,
        reason: 'nothing-selected',
      });
      expect(await lenient.result(allowed)).toMatchObject({
        phase: 'Completed',
        backup: { items: 0, committed: true },
      });
      expect((await readBackup(lenient.place, 'nightly-20261121021700')).items).toHaveLength(0);
    });

    it('given by a call makes the run ad hoc: marked, and left out of the pointer and of retention', async () => {
      using runner = await Runner.open(world());
      const [adHoc, regular] = [await runner.job({ by: 'hand' }), await runner.job()];

      const { exitCode } = await runner.run(adHoc, { env: { LIFEBOAT_INCLUDE_NAMESPACES: 'shop' } });
      const pointer = await world().api.find(runner.configMap('lifeboat-latest-nightly'));
      await runner.run(regular);

      expect(exitCode).toBe(0);
      const result = await runner.result(adHoc);
      expect(result.overrides).toEqual(['LIFEBOAT_INCLUDE_NAMESPACES=shop']);
      expect(result.verdicts).toBeUndefined();
      expect(pointer).toBeUndefined();
      const backup = await readBackup(runner.place, result.backup?.name ?? '');
      expect(backup.document.metadata.annotations['lifeboat.dev/ad-hoc']).toBe('true');
      expect([...backup.items.keys()].filter((key) => key.includes('/shop-data/'))).toEqual([]);
      expect((await runner.result(regular)).verdicts?.map((verdict) => verdict.backup)).toEqual([
        'nightly-20261121021700',
      ]);
    });
  });
}

/** The shop's own objects, and the cluster-scoped ones that no test adds or takes away. */
function isOfShop({ type, namespace, name }: ServerObject): boolean {
  if (namespace !== undefined) return BOTH.includes(namespace) && type !== 'events';
  return BOTH.includes(name) || name.startsWith('shop') || name === 'orders.shop.example.com';
}
