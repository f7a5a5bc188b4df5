import { expect, it } from 'vitest';
import { relatedTypes } from '../../../../../src/domain/backup/relations/related-types.ts';
import { aResourceType, aSelection } from '../../../../support/builders.ts';

const TYPES = [
  aResourceType({ resource: 'pods' }),
  aResourceType({ resource: 'persistentvolumeclaims' }),
  aResourceType({ resource: 'persistentvolumes', namespaced: false }),
  aResourceType({ group: 'scheduling.k8s.io', resource: 'priorityclasses', namespaced: false }),
  aResourceType({ resource: 'nodes', namespaced: false }),
];

const sought = (selection: Parameters<typeof aSelection>[0], isFilteredByLabel = false) => [
  ...relatedTypes(aSelection(selection), TYPES, { isFilteredByLabel }).keys(),
];

it('looks for nothing where everything is selected', () => {
  expect(sought({})).toEqual([]);
});

it('looks for cluster-scoped objects where namespaces are chosen, and for no namespaced ones: they are all listed', () => {
  expect(sought({ includedNamespaces: ['shop'] })).toEqual(['persistentvolumes', 'priorityclasses.scheduling.k8s.io']);
});

it('looks for everything that relations lead to under a label selector, which leaves out of every list', () => {
  expect(sought({}, true)).toEqual([
    'pods',
    'persistentvolumeclaims',
    'persistentvolumes',
    'priorityclasses.scheduling.k8s.io',
  ]);
});

it('looks for nothing that may not come along', () => {
  const resources = { style: 'unscoped', included: [], excluded: ['pods'], includeClusterResources: false } as const;

  expect(sought({ includedNamespaces: ['shop'], resources }, true)).toEqual(['persistentvolumeclaims']);
});
