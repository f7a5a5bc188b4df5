import { describe, expect, it } from 'vitest';
import { parseGroupResource } from '../../../../src/domain/resource.ts';
import { waveOf, WAVES } from '../../../../src/domain/restore/order.ts';

const inOrder = (types: readonly string[]) =>
  types
    .map((type) => ({ type, rank: WAVES.indexOf(waveOf(parseGroupResource(type))) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ type }) => type);

/** Velero's high priorities that are in this cluster's API, in Velero's order. */
const VELERO = [
  'customresourcedefinitions.apiextensions.k8s.io',
  'namespaces',
  'storageclasses.storage.k8s.io',
  'volumesnapshotclasses.snapshot.storage.k8s.io',
  'volumesnapshotcontents.snapshot.storage.k8s.io',
  'volumesnapshots.snapshot.storage.k8s.io',
  'persistentvolumes',
  'persistentvolumeclaims',
  'clusterroles.rbac.authorization.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'serviceaccounts',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'secrets',
  'configmaps',
  'limitranges',
  'priorityclasses.scheduling.k8s.io',
];

describe('waveOf', () => {
  it("keeps Velero's order up to configuration", () => {
    expect(inOrder(VELERO)).toEqual(VELERO);
  });

  it('writes Pods before what adopts them, and what starts containers after everything else', () => {
    const types = ['services', 'widgets.example.com', 'pods', 'replicasets.apps', 'deployments.apps', 'cronjobs.batch'];

    expect(inOrder(types.toReversed())).toEqual([...types.slice(0, 2).toReversed(), ...types.slice(2)]);
  });

  it('rows 91, 92: writes what may refuse other objects last, and behind quotas what may refuse those', () => {
    const types = [
      'jobs.batch',
      'resourcequotas',
      'mutatingwebhookconfigurations.admissionregistration.k8s.io',
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
      'validatingadmissionpolicybindings.admissionregistration.k8s.io',
      'mutatingadmissionpolicies.admissionregistration.k8s.io',
    ];
    const waves = types.map((type) => waveOf(parseGroupResource(type)));

    expect(waves).toEqual(['jobs', 'gates', ...types.slice(2).map(() => 'admission')]);
    expect(waveOf(parseGroupResource('apiservices.apiregistration.k8s.io'))).toBe('gates');
    expect(WAVES.at(-1)).toBe('admission');
  });

  it('does not mistake a custom resource for the type whose plural it shares', () => {
    expect(waveOf({ group: 'example.com', resource: 'pods' })).toBe('others');
    expect(waveOf({ group: 'serving.example.com', resource: 'configmaps' })).toBe('others');
  });
});
