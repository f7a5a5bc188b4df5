import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { formatGroupResource } from '../../../../src/domain/resource.ts';
import { admitsRelated } from '../../../../src/domain/selection/admits-related.ts';
import { matchesGlob } from '../../../../src/domain/selection/glob.ts';
import type { ResourceFilter, ScopedFilter, UnscopedFilter } from '../../../../src/domain/selection/selection.ts';
import { selectsType } from '../../../../src/domain/selection/selects.ts';
import { aResourceType, aSelection } from '../../../support/builders.ts';

const CLAIMS = aResourceType({ resource: 'persistentvolumeclaims' });
const VOLUMES = aResourceType({ resource: 'persistentvolumes', namespaced: false });
const DEFINITIONS = aResourceType({
  group: 'apiextensions.k8s.io',
  resource: 'customresourcedefinitions',
  namespaced: false,
});

const unscoped = (filter: Partial<UnscopedFilter>): UnscopedFilter => ({
  style: 'unscoped',
  included: [],
  excluded: [],
  includeClusterResources: undefined,
  ...filter,
});
const scoped = (filter: Partial<ScopedFilter>): ScopedFilter => ({
  style: 'scoped',
  includedClusterScoped: [],
  excludedClusterScoped: [],
  includedNamespaceScoped: [],
  excludedNamespaceScoped: [],
  ...filter,
});

describe('admitsRelated', () => {
  it.each<[string, ResourceFilter, readonly [boolean, boolean, boolean]]>([
    ['no filter', unscoped({}), [true, true, true]],
    ['includeClusterResources: false', unscoped({ includeClusterResources: false }), [true, false, false]],
    ['a list without them', unscoped({ included: ['pods'] }), [false, false, true]],
    ['a list with volumes', unscoped({ included: ['persistentvolumes'] }), [false, true, true]],
    [
      'a list without them, includeClusterResources: true',
      unscoped({ included: ['pods'], includeClusterResources: true }),
      [false, true, true],
    ],
    ['volumes excluded', unscoped({ excluded: ['persistentvolumes'] }), [true, false, true]],
    [
      'volumes excluded under true',
      unscoped({ excluded: ['persistent*'], includeClusterResources: true }),
      [false, false, true],
    ],
    ['definitions excluded', unscoped({ excluded: ['*.apiextensions.k8s.io'] }), [true, true, false]],
    [
      'scoped: other cluster-scoped types',
      scoped({ includedClusterScoped: ['storageclasses.storage.k8s.io'] }),
      [true, true, true],
    ],
    ['scoped: other namespaced types', scoped({ includedNamespaceScoped: ['pods'] }), [false, true, true]],
    [
      'scoped: definitions excluded',
      scoped({ excludedClusterScoped: ['customresourcedefinitions.*'] }),
      [true, true, false],
    ],
    ['scoped: everything cluster-scoped excluded', scoped({ excludedClusterScoped: ['*'] }), [true, false, false]],
  ])('of claims, volumes and definitions, with %s', (_, resources, expected) => {
    const selection = aSelection({ resources, includedNamespaces: ['shop'] });

    expect([CLAIMS, VOLUMES, DEFINITIONS].map((type) => admitsRelated(selection, type))).toEqual(expected);
  });

  it('never admits what snapshots are made of', () => {
    const type = aResourceType({
      group: 'snapshot.storage.k8s.io',
      resource: 'volumesnapshotcontents',
      namespaced: false,
    });

    expect(admitsRelated(aSelection(), type)).toBe(false);
  });

  const entry = fc.constantFrom('pods', 'persistentvolumes', 'persistent*', '*', 'customresourcedefinitions.*', 'x');
  const list = fc.uniqueArray(entry, { maxLength: 3 });
  const anyFilter = fc.oneof(
    fc
      .record({ included: list, excluded: list, includeClusterResources: fc.constantFrom(true, false, undefined) })
      .map(unscoped),
    fc
      .record({
        includedClusterScoped: list,
        excludedClusterScoped: list,
        includedNamespaceScoped: list,
        excludedNamespaceScoped: list,
      })
      .map(scoped),
  );
  const anyType = fc.constantFrom(CLAIMS, VOLUMES, DEFINITIONS);

  it('lets exclusion win, whatever the filter: nothing that is excluded is selected or comes along', () => {
    fc.assert(
      fc.property(anyFilter, anyType, fc.boolean(), (resources, type, isNarrowed) => {
        const selection = aSelection({ resources, includedNamespaces: isNarrowed ? ['shop'] : [] });
        const scopedLists = (filter: ScopedFilter) =>
          type.namespaced ? filter.excludedNamespaceScoped : filter.excludedClusterScoped;
        const excluded = resources.style === 'unscoped' ? resources.excluded : scopedLists(resources);
        fc.pre(excluded.some((glob) => matchesGlob(glob, formatGroupResource(type))));

        expect([selectsType(selection, type), admitsRelated(selection, type)]).toEqual([false, false]);
      }),
    );
  });

  it('admits whatever is selected', () => {
    fc.assert(
      fc.property(anyFilter, anyType, (resources, type) => {
        const selection = aSelection({ resources });

        expect(selectsType(selection, type) && !admitsRelated(selection, type)).toBe(false);
      }),
    );
  });
});
