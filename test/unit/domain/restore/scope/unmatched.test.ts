import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../../../src/domain/restore/scope/scope.ts';
import type { RestoreSelection } from '../../../../../src/domain/restore/selection.ts';
import { aRestoreSelection, clusterTypes, contentsOf } from '../../../../support/restore-builders.ts';

const CONTENTS = contentsOf([
  'namespaces/shop',
  'namespaces/empty',
  'configmaps/shop/settings',
  'configmaps/bank/settings',
  'deployments.apps/shop/web',
  'widgets.example.com/shop/wheel',
  'clusterroles.rbac.authorization.k8s.io/reader',
]);

function unmatched(selection: Partial<RestoreSelection>, mapping: Readonly<Record<string, string>> = {}) {
  const policy = { selection: aRestoreSelection(selection), namespaceMapping: new Map(Object.entries(mapping)) };
  const { errors, warnings, faults } = scopeOf({ restorePVs: undefined, ...policy }, CONTENTS, clusterTypes());
  return { errors: errors.map(tell), warnings: warnings.map(tell), faults };
}

const tell = ({ code, message }: { readonly code: string; readonly message: string }) => `${code}: ${message}`;
const NOTHING = { errors: [], warnings: [], faults: [] };
const item = (resource: string, namespace: string | undefined, name: string) => ({
  items: [{ resource, namespace, name }],
});

describe('findUnmatched', () => {
  it('has nothing to say where everything is found', () => {
    const selection = { includedNamespaces: ['shop', 'empty', 'b*'], includedResources: ['deploy', 'widgets', 'cm'] };

    expect(unmatched(selection, { shop: 'shop-copy' })).toEqual(NOTHING);
    expect(unmatched({ excludedResources: ['services'], excludedNamespaces: ['gone'] })).toEqual(NOTHING);
  });

  it('takes a literal namespace that is not in the archive for an error, and suggests the nearest', () => {
    expect(unmatched({ includedNamespaces: ['shpo'] }).errors).toEqual([
      'namespace-not-found: The backup holds nothing of namespace shpo; nothing of it is restored; did you mean shop?',
    ]);
  });

  it('takes a mapping of a namespace that is not in the archive for an error: its namesake would stay where it is', () => {
    expect(unmatched({}, { shpo: 'copy' }).errors).toEqual([
      'namespace-not-found: The backup holds nothing of namespace shpo; its mapping does nothing; did you mean shop?',
    ]);
  });

  it('tells a type that nobody knows from one that the archive holds nothing of', () => {
    const selection = { includedResources: ['deploymets', 'services', '*.nowhere.io'], excludedResources: ['widgts'] };

    expect(unmatched(selection)).toEqual({
      errors: [
        'resource-not-found: Neither the cluster nor the backup has a resource type deploymets; did you mean deployments?',
      ],
      warnings: [
        'resource-not-found: The backup holds nothing of *.nowhere.io; it selects nothing',
        'resource-not-found: The backup holds nothing of services; it selects nothing',
        'resource-not-found: Neither the cluster nor the backup has a resource type widgts; did you mean widgets?',
      ],
      faults: [],
    });
  });

  it('refuses a single item that is not there, or that another filter leaves out', () => {
    expect(unmatched(item('deploy', 'shop', 'wbe')).faults).toEqual([
      'The backup has no deploy/shop/wbe; did you mean deploy/shop/web?',
    ]);
    expect(unmatched(item('deploy', undefined, 'web')).faults).toEqual([
      'The backup has no deploy/web; did you mean deploy/shop/web?',
    ]);
    expect(unmatched(item('deplo', 'shop', 'web')).faults).toEqual([
      'deplo/shop/web: Neither the cluster nor the backup has a resource type deplo',
    ]);
    expect(unmatched({ ...item('cm', 'shop', 'settings'), excludedNamespaces: ['shop'] }).faults).toEqual([
      'configmaps/shop/settings is in the backup, but another filter leaves it out',
    ]);
  });

  it('does not take a namespaced item for a cluster-scoped one of its name', () => {
    expect(unmatched(item('clusterroles', 'shop', 'reader')).faults).toHaveLength(1);
    expect(unmatched(item('deploy', undefined, 'web')).faults).toHaveLength(1);
    expect(unmatched(item('clusterroles', undefined, 'reader'))).toEqual(NOTHING);
  });

  it('refuses to mix a mapped namespace with one that is restored under its own name', () => {
    expect(unmatched({}, { shop: 'bank' }).faults).toEqual([
      'Namespace shop is mapped to bank, which is restored from the backup as well',
    ]);
    expect(unmatched({ includedNamespaces: ['shop'] }, { shop: 'bank' })).toEqual(NOTHING);
    expect(unmatched({}, { shop: 'bank', bank: 'shop' })).toEqual(NOTHING);
  });
});
