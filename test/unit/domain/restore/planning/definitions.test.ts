import { describe, expect, it } from 'vitest';
import { formatItemRef } from '../../../../../src/domain/item.ts';
import { definitionOf, typeDefinedBy } from '../../../../../src/domain/restore/planning/definitions.ts';

const NAMES = { plural: 'widgets', kind: 'Widget', singular: 'widget', shortNames: ['wd'] };

describe('typeDefinedBy', () => {
  it('tells what a definition will make the cluster serve', () => {
    const versions = [
      { name: 'v2', served: true, storage: true },
      { name: 'v1', served: true },
      { name: 'v1alpha1', served: false },
    ];

    const defined = typeDefinedBy({ spec: { group: 'example.com', scope: 'Namespaced', names: NAMES, versions } });

    expect(defined).toEqual({
      type: {
        group: 'example.com',
        resource: 'widgets',
        version: 'v2',
        kind: 'Widget',
        singular: 'widget',
        shortNames: ['wd'],
        namespaced: true,
        verbs: expect.arrayContaining(['create', 'get', 'patch']) as string[],
      },
      servedVersions: ['v2', 'v1'],
      convertsByWebhook: false,
    });
  });

  it('prefers what the cluster will prefer, whatever the order in which the definition lists its versions', () => {
    const versions = ['v1alpha1', 'v1', 'v2beta1', 'v2'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
    }));

    const defined = typeDefinedBy({ spec: { group: 'example.com', scope: 'Namespaced', names: NAMES, versions } });

    expect(defined?.type.version).toBe('v2');
    expect(defined?.servedVersions).toEqual(['v2', 'v1', 'v2beta1', 'v1alpha1']);
  });

  it('reads the single version of v1beta1, and a cluster-wide scope', () => {
    const definition = { spec: { group: 'example.com', scope: 'Cluster', names: NAMES, version: 'v1' } };

    expect(typeDefinedBy(definition)).toMatchObject({ type: { namespaced: false }, servedVersions: ['v1'] });
  });

  it('finds nothing in what is no definition, or serves nothing', () => {
    expect(typeDefinedBy({})).toBeUndefined();
    expect(
      typeDefinedBy({ spec: { group: 'example.com', names: NAMES, versions: [{ name: 'v1', served: false }] } }),
    ).toBeUndefined();
  });
});

describe('definitionOf', () => {
  it('names the definition of a type', () => {
    expect(formatItemRef(definitionOf({ group: 'example.com', resource: 'widgets' }))).toBe(
      'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com',
    );
  });
});
