import { describe, expect, it } from 'vitest';
import type { ScopedFilter, UnscopedFilter } from '../../../../src/domain/selection/selection.ts';
import { selectsAllNamespaces, selectsNamespace, selectsType } from '../../../../src/domain/selection/selects.ts';
import { aResourceType, aSelection } from '../../../support/builders.ts';

const pods = aResourceType({ resource: 'pods' });
const nodes = aResourceType({ resource: 'nodes', namespaced: false });
const namespaces = aResourceType({ resource: 'namespaces', namespaced: false });
const snapshots = aResourceType({ group: 'snapshot.storage.k8s.io', resource: 'volumesnapshots' });

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

describe('selectsType with the unscoped filters', () => {
  it.each([
    ['nothing written', {}, [], [true, true, true]],
    ['cluster resources wanted', { includeClusterResources: true }, ['shop'], [true, true, true]],
    ['cluster resources unwanted', { includeClusterResources: false }, [], [true, false, false]],
    ['one namespace', {}, ['shop'], [true, false, true]],
    ['only pods', { included: ['pods'] }, [], [true, false, false]],
    ['all but pods', { excluded: ['pods'] }, [], [false, true, true]],
    [
      'only pods, cluster resources wanted',
      { included: ['pods'], includeClusterResources: true },
      [],
      [true, false, false],
    ],
    ['a pattern', { included: ['n*'], includeClusterResources: true }, [], [false, true, true]],
  ])('%s', (_, filter, includedNamespaces, expected) => {
    const selection = aSelection({ resources: unscoped(filter), includedNamespaces });

    expect([pods, nodes, namespaces].map((type) => selectsType(selection, type))).toEqual(expected);
  });
});

describe('selectsType with the scoped filters', () => {
  it.each([
    ['nothing written', {}, [], [true, true, true]],
    ['nothing written, one namespace', {}, ['shop'], [true, false, true]],
    ['all cluster-scoped', { includedClusterScoped: ['*'] }, ['shop'], [true, true, true]],
    ['no cluster-scoped', { excludedClusterScoped: ['*'] }, [], [true, false, false]],
    ['namespaced ones filtered', { includedNamespaceScoped: ['pods'] }, [], [true, false, true]],
    ['no namespaced ones', { excludedNamespaceScoped: ['*'] }, [], [false, false, true]],
  ])('%s', (_, filter, includedNamespaces, expected) => {
    const selection = aSelection({ resources: scoped(filter), includedNamespaces });

    expect([pods, nodes, namespaces].map((type) => selectsType(selection, type))).toEqual(expected);
  });
});

it('never selects volume snapshots, which their own machinery recreates', () => {
  expect(selectsType(aSelection(), snapshots)).toBe(false);
  expect(selectsType(aSelection({ resources: unscoped({ included: ['*'] }) }), snapshots)).toBe(false);
});

it('selects namespaces by name and by pattern, exclusion first', () => {
  const selection = aSelection({ includedNamespaces: ['shop-*', 'bank'], excludedNamespaces: ['shop-test'] });

  expect(['shop-web', 'shop-test', 'bank', 'other'].map((name) => selectsNamespace(selection, name))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(selectsAllNamespaces(selection)).toBe(false);
  expect(selectsAllNamespaces(aSelection())).toBe(true);
});
