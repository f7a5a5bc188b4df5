import { describe, expect, it } from 'vitest';
import { deniedByName } from '../../../../../src/domain/restore/planning/denied-by-name.ts';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import { aRestoreSelection, clusterTypes, refOf } from '../../../../support/restore-builders.ts';

function left(item: string, reason: PlannedItem['reason']): PlannedItem {
  const ref = refOf(item);
  const base = { ref, target: ref.namespace, version: 'v1', wave: 'others', action: 'skip' } as const;
  return reason === undefined ? base : { ...base, reason };
}

const PLANNED = [
  left('namespaces/kube-system', 'namespace-not-allowed'),
  left('configmaps/kube-public/info', 'namespace-not-allowed'),
  left('clusterroles.rbac.authorization.k8s.io/admin', 'kind-not-allowed'),
  left('configmaps/shop/a', undefined),
];

const namesIn = (selection: Parameters<typeof aRestoreSelection>[0]) =>
  deniedByName(aRestoreSelection(selection), PLANNED, clusterTypes()).map(
    ({ code, namespace, resource }) => `${code} ${namespace ?? resource}`,
  );

describe('deniedByName', () => {
  it('has namespaces that are asked for by name', () => {
    expect(namesIn({ includedNamespaces: ['kube-system', 'kube-public', 'shop'] })).toEqual([
      'namespace-not-allowed kube-system',
      'namespace-not-allowed kube-public',
    ]);
  });

  it('has types that are asked for by any name, once', () => {
    const items = [{ resource: 'ClusterRole', namespace: undefined, name: 'admin' }];

    expect(namesIn({ includedResources: ['clusterroles', 'configmaps', 'clusterroles'], items })).toEqual([
      'kind-not-allowed clusterroles',
      'kind-not-allowed ClusterRole',
    ]);
  });

  it('has nothing of a selection that is wide', () => {
    expect(namesIn({})).toEqual([]);
    expect(namesIn({ includedNamespaces: ['kube-*'], includedResources: ['*.rbac.authorization.k8s.io'] })).toEqual([]);
  });
});
