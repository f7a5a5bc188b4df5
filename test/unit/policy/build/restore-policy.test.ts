import { describe, expect, it } from 'vitest';
import { restorePolicyOf } from '../../../../src/policy/build/restore-policy.ts';
import type { RestorePolicySpec } from '../../../../src/policy/generated/documents.ts';

function build(spec: RestorePolicySpec) {
  return restorePolicyOf(
    { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'RestorePolicy', metadata: { name: 'drill' }, spec },
    'default',
  );
}

describe('a restore policy', () => {
  it('plans, and allows nothing, unless it says so', () => {
    const { veleroSpec: _, ...policy } = build({ backupName: 'nightly-20261121021700' });

    expect(policy).toEqual({
      kind: 'RestorePolicy',
      name: 'drill',
      storageLocation: 'default',
      source: { type: 'backup', name: 'nightly-20261121021700' },
      selection: {
        includedNamespaces: [],
        excludedNamespaces: [],
        includedResources: [],
        excludedResources: [],
        includeClusterResources: undefined,
        labelSelectors: [],
        items: [],
      },
      namespaceMapping: new Map(),
      existingResourcePolicy: 'none',
      existingResourcePolicies: new Map(),
      resourceModifier: undefined,
      hooks: { rules: [], fromAnnotations: false },
      managedFields: 'Drop',
      marks: {},
      ownerReferences: 'Drop',
      finalizers: 'Keep',
      gitOpsTracking: 'StripFromCopies',
      notify: [],
      preserveNodePorts: false,
      restoreStatus: undefined,
      mode: 'Plan',
      ifEmpty: false,
      stopApps: false,
      replace: { objects: false, volumes: false, confirm: undefined },
      planDigest: undefined,
      planWith: 'Compare',
      emptyVolumes: 'Skip',
      allowKinds: [],
      allowNamespaces: [],
      successConditions: [],
      timeoutMs: undefined,
      volumeDataFields: [],
    });
  });

  it('takes the newest completed backup of a schedule, or the one of a moment', () => {
    const latest = build({ scheduleName: 'nightly' });
    const earlier = build({ scheduleName: 'nightly', from: { at: '2026-11-21T01:00:00+01:00', allowPartial: true } });

    expect(latest.source).toEqual({ type: 'schedule', name: 'nightly', at: 'latest', allowPartial: false });
    expect(earlier.source).toMatchObject({ at: new Date('2026-11-21T00:00:00Z'), allowPartial: true });
  });

  it('has one spelling for everything, and for one selector and several', () => {
    const all = build({ backupName: 'b', includedNamespaces: ['*'], includedResources: ['*'] });
    const one = build({ backupName: 'b', labelSelector: { matchLabels: { app: 'web' } } });
    const several = build({ backupName: 'b', orLabelSelectors: [{ matchLabels: { app: 'web' } }, {}] });

    expect(all.selection).toMatchObject({ includedNamespaces: [], includedResources: [] });
    expect(one.selection.labelSelectors).toEqual([{ matchLabels: { app: 'web' } }]);
    expect(several.selection.labelSelectors).toEqual([{ matchLabels: { app: 'web' } }, {}]);
  });

  it('restores the status of all types where restoreStatus names none, and of none where it is unset', () => {
    const all = build({ backupName: 'b', restoreStatus: {} });
    const star = build({ backupName: 'b', restoreStatus: { includedResources: ['*'], excludedResources: ['pods'] } });

    expect(all.restoreStatus).toEqual({ included: [], excluded: [] });
    expect(star.restoreStatus).toEqual({ included: [], excluded: ['pods'] });
  });

  it('takes what is written about namespaces, single items and conflicts', () => {
    const policy = build({
      backupName: 'b',
      namespaceMapping: { shop: 'shop-drill' },
      items: ['deployments/shop/web', 'clusterroles/shop-admin'],
      existingResourcePolicy: 'update',
      preserveNodePorts: true,
      planWith: 'DryRun',
    });

    expect([...policy.namespaceMapping]).toEqual([['shop', 'shop-drill']]);
    expect(policy.selection.items).toEqual([
      { resource: 'deployments', namespace: 'shop', name: 'web' },
      { resource: 'clusterroles', namespace: undefined, name: 'shop-admin' },
    ]);
    expect(policy).toMatchObject({ existingResourcePolicy: 'update', preserveNodePorts: true, planWith: 'DryRun' });
  });
});
