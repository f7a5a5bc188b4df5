import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { overridePolicy } from '../../../../src/domain/backup/override.ts';
import { aBackupPolicy, aSelection, aVeleroSpec } from '../../../support/builders.ts';

const OLD = { style: 'unscoped', included: ['pods'], excluded: [], includeClusterResources: undefined } as const;

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
    expect(overridePolicy(policy, { includedClusterScopedResources: ['nodes'] }).selection.resources).toEqual({
      ...resources,
      includedClusterScoped: ['nodes'],
    });
  });

  it('takes scoped lists for a policy that filters no type, as Velero would have stored them', () => {
    const changed = overridePolicy(aBackupPolicy(), { excludedNamespaceScopedResources: ['secrets'] });

    expect(changed.selection.resources).toMatchObject({ style: 'scoped', excludedNamespaceScoped: ['secrets'] });
    expect(changed.veleroSpec).toMatchObject({
      excludedNamespaceScopedResources: ['secrets', 'volumesnapshots.snapshot.storage.k8s.io'],
      excludedClusterScopedResources: ['volumesnapshotcontents.snapshot.storage.k8s.io'],
    });
  });

  it.each([
    [
      { includedResources: ['pods'], includedClusterScopedResources: ['nodes'] },
      aSelection(),
      'cannot be used together',
    ],
    [{ includedClusterScopedResources: ['nodes'] }, aSelection({ resources: OLD }), 'older resource lists'],
  ])('does not mix the generations of lists: %j', (overrides, selection, message) => {
    expect(() => overridePolicy(aBackupPolicy({ selection }), overrides)).toThrow(message);
  });

  it('puts several selectors in the place of the one that the policy has', () => {
    const orLabelSelectors = [{ matchLabels: { app: 'a' } }, { matchLabels: { app: 'b' } }];
    const labelSelector = { matchLabels: { app: 'web' } };
    const policy = aBackupPolicy({
      selection: aSelection({ labelSelectors: [labelSelector] }),
      veleroSpec: aVeleroSpec({ labelSelector }),
    });

    const changed = overridePolicy(policy, { orLabelSelectors });

    expect(changed.selection.labelSelectors).toEqual(orLabelSelectors);
    expect(changed.veleroSpec).toMatchObject({ orLabelSelectors });
    expect(changed.veleroSpec).not.toHaveProperty('labelSelector');
  });

  it.each([
    [{ includeClusterResources: true }, 'full'],
    [{ includedNamespaces: ['alpha'], includeClusterResources: false }, 'one-namespace-no-cluster'],
    [
      {
        includedNamespaces: ['alpha', 'beta'],
        excludedResources: ['secrets', 'pods', 'events', 'cm', 'widgets.example.com'],
      },
      'excluded-resources',
    ],
    [
      {
        includedNamespaces: ['alpha'],
        includedResources: ['pods', 'configmaps', 'persistentvolumes', 'persistentvolumeclaims'],
      },
      'ordered',
    ],
  ])('stores the spec that Velero stores for %j on an unfiltered policy', (overrides, golden) => {
    const policy = policyOfSpec(goldenSpec('unfiltered'));

    const { veleroSpec } = overridePolicy(policy, overrides);

    const { orderedResources: _, ...expected } = goldenSpec(golden);
    expect(veleroSpec).toEqual(expected);
  });

  it('excludes what a filter of the same generation excludes, and the snapshot types still', () => {
    const resources = { style: 'unscoped', included: ['pods', 'secrets'], excluded: ['events'] } as const;
    const policy = aBackupPolicy({
      selection: aSelection({ resources: { ...resources, includeClusterResources: true } }),
      veleroSpec: aVeleroSpec({ includedResources: ['pods', 'secrets'], includeClusterResources: true }),
    });

    const { veleroSpec } = overridePolicy(policy, { excludedResources: ['secrets'] });

    expect(veleroSpec).toMatchObject({
      includedResources: ['pods'],
      excludedResources: [
        'secrets',
        'volumesnapshots.snapshot.storage.k8s.io',
        'volumesnapshotcontents.snapshot.storage.k8s.io',
      ],
      includeClusterResources: true,
    });
  });
});

/** The spec in a `velero-backup.json` that Velero 1.18.3 wrote. */
function goldenSpec(name: string): Readonly<Record<string, unknown>> {
  const path = `../../../golden/velero-1.18.3/${name}/archive/velero-backup.json`;
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).spec;
}

function policyOfSpec(veleroSpec: Readonly<Record<string, unknown>>) {
  return aBackupPolicy({ selection: aSelection({ excludedNamespaces: ['gamma'] }), veleroSpec });
}
