import { describe, expect, it } from 'vitest';
import { overridePolicy } from '../../../../src/domain/backup/override.ts';
import { aBackupPolicy, aSelection, aVeleroSpec } from '../../../support/builders.ts';

describe('overridePolicy', () => {
  it('leaves a policy alone that nothing overrides', () => {
    const policy = aBackupPolicy();

    expect(overridePolicy(policy, { includedNamespaces: undefined })).toBe(policy);
  });

  it('replaces what is given, in the selection and in what Velero is told', () => {
    const policy = aBackupPolicy({
      selection: aSelection({ includedNamespaces: ['bank'], excludedNamespaces: ['test'] }),
    });

    const changed = overridePolicy(policy, { includedNamespaces: ['shop'], includeClusterResources: false });

    expect(changed.selection).toMatchObject({ includedNamespaces: ['shop'], excludedNamespaces: ['test'] });
    expect(changed.selection.resources).toMatchObject({ includeClusterResources: false });
    expect(changed.veleroSpec).toMatchObject({ includedNamespaces: ['shop'], includeClusterResources: false });
  });

  it('puts one selector in the place of all that the policy has', () => {
    const labelSelector = { matchLabels: { app: 'web' } };
    const policy = aBackupPolicy({
      selection: aSelection({ labelSelectors: [{ matchLabels: { app: 'a' } }, { matchLabels: { app: 'b' } }] }),
      veleroSpec: aVeleroSpec({ orLabelSelectors: [{ matchLabels: { app: 'a' } }] }),
    });

    const changed = overridePolicy(policy, { labelSelector });

    expect(changed.selection.labelSelectors).toEqual([labelSelector]);
    expect(changed.veleroSpec).toMatchObject({ labelSelector });
    expect(changed.veleroSpec).not.toHaveProperty('orLabelSelectors');
  });

  it('does not mix resource flags with the scoped lists', () => {
    const resources = {
      style: 'scoped',
      includedClusterScoped: [],
      excludedClusterScoped: [],
      includedNamespaceScoped: ['pods'],
      excludedNamespaceScoped: [],
    } as const;
    const policy = aBackupPolicy({ selection: aSelection({ resources }) });

    expect(() => overridePolicy(policy, { includedResources: ['secrets'] })).toThrow('scoped resource lists');
    expect(overridePolicy(policy, { includedNamespaces: ['shop'] }).selection.resources).toBe(resources);
  });
});
