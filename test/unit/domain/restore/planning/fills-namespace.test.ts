import { describe, expect, it } from 'vitest';
import { fillsNamespace } from '../../../../../src/domain/restore/planning/fills-namespace.ts';
import { refOf } from '../../../../support/restore-builders.ts';

describe('a namespace', () => {
  it.each([
    'configmaps/shop/settings',
    'serviceaccounts/shop/web',
    'deployments.apps/shop/web',
    'secrets/shop/default',
  ])('is in use where there is %s', (item) => {
    expect(fillsNamespace(refOf(item), {})).toBe(true);
  });

  it.each(['namespaces/shop', 'clusterroles.rbac.authorization.k8s.io/web', 'serviceaccounts/shop/default'])(
    'may be new although there is %s',
    (item) => {
      expect(fillsNamespace(refOf(item), {})).toBe(false);
    },
  );

  it('may be new although its cluster keeps something in it', () => {
    expect(fillsNamespace(refOf('configmaps/shop/kube-root-ca.crt'), {})).toBe(false);
  });
});
