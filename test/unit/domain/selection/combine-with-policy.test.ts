import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { combineWithPolicy, type ScopedLists } from '../../../../src/domain/selection/combine-with-policy.ts';
import type { ScopedFilter } from '../../../../src/domain/selection/selection.ts';
import { selectsType } from '../../../../src/domain/selection/selects.ts';
import { aResourceType, aSelection } from '../../../support/builders.ts';

const lists = (written: Partial<ScopedLists> = {}): ScopedLists => ({
  includedClusterScoped: [],
  excludedClusterScoped: [],
  includedNamespaceScoped: [],
  excludedNamespaceScoped: [],
  ...written,
});
const scoped = (written: Partial<ScopedLists> = {}): ScopedFilter => ({ style: 'scoped', ...lists(written) });

describe('combineWithPolicy', () => {
  it('adds what neither list of the selection matches', () => {
    const selection = aSelection({ resources: scoped({ includedNamespaceScoped: ['configmaps'] }) });
    const added = lists({
      excludedNamespaceScoped: ['secrets'],
      includedClusterScoped: ['storageclasses.storage.k8s.io'],
    });

    const { resources } = combineWithPolicy(selection, added);

    expect(resources).toEqual(
      scoped({
        includedNamespaceScoped: ['configmaps'],
        excludedNamespaceScoped: ['secrets'],
        includedClusterScoped: ['storageclasses.storage.k8s.io'],
      }),
    );
  });

  it('goes by the selection where it says something, by a name or by a pattern', () => {
    const own = scoped({ includedNamespaceScoped: ['*.example.com'], excludedClusterScoped: ['nodes'] });
    const added = lists({ excludedNamespaceScoped: ['widgets.example.com'], includedClusterScoped: ['nodes'] });

    expect(combineWithPolicy(aSelection({ resources: own }), added).resources).toEqual(own);
  });

  it('lets the excludes of the policy come before its includes', () => {
    const added = lists({ excludedNamespaceScoped: ['*.apps'], includedNamespaceScoped: ['deployments.apps'] });

    expect(combineWithPolicy(aSelection({ resources: scoped() }), added).resources).toEqual(
      scoped({ excludedNamespaceScoped: ['*.apps'] }),
    );
  });

  it('is the scoped filter where the selection has none at all', () => {
    const added = lists({ excludedClusterScoped: ['nodes'] });

    expect(combineWithPolicy(aSelection(), added).resources).toEqual(scoped({ excludedClusterScoped: ['nodes'] }));
  });

  it.each([{ included: ['pods'] }, { excluded: ['pods'] }, { includeClusterResources: true }])(
    'leaves the older filters alone: %o',
    (written) => {
      const resources = {
        style: 'unscoped',
        included: [],
        excluded: [],
        includeClusterResources: undefined,
        ...written,
      } as const;
      const selection = aSelection({ resources });

      expect(combineWithPolicy(selection, lists({ excludedNamespaceScoped: ['secrets'] }))).toBe(selection);
    },
  );

  it('never brings back a type that the selection excludes', () => {
    const list = fc.uniqueArray(fc.constantFrom('pods', 'secrets', 'p*', '*'), { maxLength: 2 });
    const named = fc.uniqueArray(fc.constantFrom('pods', 'secrets', 'p*'), { maxLength: 2 });
    const type = aResourceType({ resource: 'pods' });

    fc.assert(
      fc.property(list, list, named, named, (included, excluded, addedIn, addedOut) => {
        const own = scoped({ includedNamespaceScoped: included, excludedNamespaceScoped: excluded });
        const added = lists({ includedNamespaceScoped: addedIn, excludedNamespaceScoped: addedOut });
        const combined = combineWithPolicy(aSelection({ resources: own }), added);
        fc.pre(excluded.some((glob) => ['pods', 'p*', '*'].includes(glob)));

        expect(selectsType(combined, type)).toBe(false);
      }),
    );
  });
});
