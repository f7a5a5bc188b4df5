import { describe, expect, it } from 'vitest';
import { readResourcePolicies } from '../../../../src/policy/referenced/resource-policies.ts';
import { fileSource } from '../../../../src/policy/source/text-source.ts';
import { formatDiagnostic } from '../../../../src/views/diagnostics.ts';

function read(text: string) {
  return readResourcePolicies({ name: 'p', source: fileSource('p', text), sha256: 'f'.repeat(64) });
}

const problemsOf = (text: string) => read(text).diagnostics.map((one) => formatDiagnostic(one));

describe('readResourcePolicies', () => {
  it('takes what works in Velero as it is', () => {
    const { diagnostics, value } = read(`version: v1
volumePolicies:
- conditions:
    capacity: "10,100Gi"
    volumeTypes: [emptyDir, configmap]
    csi: {driver: ebs.csi.aws.com, volumeAttributes: {protocol: nfs}}
    nfs: {}
    storageClass:
    - gp2
    - standard
    pvcLabels: {tier: cache}
    pvcPhase: [Pending]
  action:
    type: skip
    parameters: {deep: [1, {x: y}]}
includeExcludePolicy:
  includedClusterScopedResources: [persistentvolumes]
  excludedNamespaceScopedResources: [secrets]
`);

    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject({
      volumePolicies: [
        {
          action: { type: 'skip', parameters: { deep: [1, { x: 'y' }] } },
          conditions: {
            capacity: { lower: 10n * 10n ** 9n, upper: 100n * 1024n ** 3n * 10n ** 9n },
            storageClass: ['gp2', 'standard'],
            nfs: { server: '', path: '' },
          },
        },
      ],
      includeExclude: {
        includedClusterScoped: ['persistentvolumes'],
        excludedClusterScoped: [],
        includedNamespaceScoped: [],
        excludedNamespaceScoped: ['secrets'],
      },
    });
  });

  it('tells every problem at once, in Velero’s words', () => {
    const problems = problemsOf(`version: v2
volumePolicies:
- conditions: {capacity: 10Gi, csi: {volumeAttributes: {a: b}}}
  action: {type: skipp}
- conditions: {capacity: "10Gi,1Gi"}
  action: {type: snapshot}
includeExcludePolicy:
  includedNamespaceScopedResources: ["*", secrets]
  excludedNamespaceScopedResources: [secrets]
`);

    expect(problems).toEqual([
      'p:1:10: error: version: incompatible version number "v2" with supported version v1 (did you mean v1?)',
      'p:3:26: error: volumePolicies[0].conditions.capacity: "10Gi" is no range of capacities, such as 10Gi,100Gi; either end may be empty',
      'p:3:37: error: volumePolicies[0].conditions.csi: csi driver should not be empty when filtering by volume attributes',
      'p:4:18: error: volumePolicies[0].action.type: invalid action type "skipp" (did you mean skip?)',
      'p:5:26: error: volumePolicies[1].conditions.capacity: "10Gi,1Gi" ends before it begins',
      `p:8:38: error: includeExcludePolicy.includedNamespaceScopedResources[0]: cannot use '*' in includes or excludes filters in the policy`,
      'p:9:38: error: includeExcludePolicy.excludedNamespaceScopedResources[0]: excludes list cannot contain an item in the includes list: secrets',
    ]);
  });

  it('refuses unknown keys, and sections that no run honours yet', () => {
    expect(problemsOf('version: v1\nvolumePolicy: []\n')).toEqual([
      'p:2:1: error: volumePolicy: there is no field "volumePolicy" here (did you mean volumePolicies?)',
    ]);
    expect(problemsOf('version: v1\nnamespacedFilterPolicies: []\n')).toEqual([
      expect.stringContaining(
        'p:2:1: error: namespacedFilterPolicies: not in this release: releases of Velero after 1.18 filter',
      ),
    ]);
    expect(
      problemsOf('version: v1\nvolumePolicies: [{conditions: {storageclass: [a]}, action: {type: skip}}]\n').join(),
    ).toContain('(did you mean storageClass?)');
  });
});
