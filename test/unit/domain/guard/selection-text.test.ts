import { describe, expect, it } from 'vitest';
import { selectionText } from '../../../../src/domain/guard/selection-text.ts';
import { aBackupPolicy, aSelection } from '../../../support/builders.ts';

const selection = aSelection({ includedNamespaces: ['shop'] });

describe('selectionText', () => {
  it('stays the same whatever else a policy says', () => {
    const one = selectionText(aBackupPolicy({ selection }), undefined);

    expect(selectionText(aBackupPolicy({ selection, onBusy: 'Fail', labels: { a: 'b' } }), undefined)).toBe(one);
  });

  it('changes with namespaces, versions, and what a resource policy adds', () => {
    const policy = aBackupPolicy({ selection });
    const added = {
      includedClusterScoped: [],
      excludedClusterScoped: [],
      includedNamespaceScoped: [],
      excludedNamespaceScoped: ['secrets'],
    };

    const texts = [
      selectionText(policy, undefined),
      selectionText({ ...policy, selection: aSelection({ includedNamespaces: ['shop', 'crm'] }) }, undefined),
      selectionText({ ...policy, apiGroupVersions: 'All' }, undefined),
      selectionText(policy, added),
    ];

    expect(new Set(texts).size).toBe(4);
  });
});
