import { describe, expect, it } from 'vitest';
import { apiVersionIn, identityFault } from '../../../../../src/domain/restore/planning/identity.ts';
import { refOf } from '../../../../support/restore-builders.ts';

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
};
const fault = (object: Readonly<Record<string, unknown>>, item = 'deployments.apps/shop/web') =>
  identityFault(refOf(item), object, { version: 'v1', kind: 'Deployment' });

describe('identityFault', () => {
  it('finds nothing where path and document agree', () => {
    expect(fault(WEB)).toBeUndefined();
    expect(identityFault(refOf('deployments.apps/shop/web'), WEB, { version: undefined, kind: undefined })).toBe(
      undefined,
    );
  });

  it.each([
    ['name', { ...WEB, metadata: { name: 'db', namespace: 'shop' } }, '"db", its path says "web"'],
    ['namespace', { ...WEB, metadata: { name: 'web', namespace: 'bank' } }, '"bank", its path says "shop"'],
    ['namespace', { ...WEB, metadata: { name: 'web' } }, 'missing, its path says "shop"'],
    ['API group', { ...WEB, apiVersion: 'v1' }, 'missing, its path says "apps"'],
    ['version', { ...WEB, apiVersion: 'apps/v1beta1' }, '"v1beta1", its path says "v1"'],
    ['kind', { ...WEB, kind: 'ClusterRoleBinding' }, '"ClusterRoleBinding", its path says "Deployment"'],
    ['kind', { ...WEB, kind: undefined }, 'missing, its path says "Deployment"'],
    ['name', {}, 'missing, its path says "web"'],
  ])('row 83: finds a document that is something else than its path says: %s', (what, object, expected) => {
    expect(fault(object)).toBe(`the document's ${what} is ${expected}`);
  });

  it('row 83: finds a namespace in a document whose path has none', () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'x', namespace: 'shop' },
    };

    expect(
      identityFault(refOf('clusterroles.rbac.authorization.k8s.io/x'), role, { version: 'v1', kind: 'Role' }),
    ).toBe('the document\'s namespace is "shop", its path says missing');
  });

  it('takes an empty namespace, as Go writes it, for none', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'x', namespace: '' } };

    expect(identityFault(refOf('nodes/x'), node, { version: 'v1', kind: 'Node' })).toBeUndefined();
  });
});

describe('apiVersionIn', () => {
  it('reads group and version', () => {
    expect(apiVersionIn({ apiVersion: 'apps/v1' })).toEqual({ group: 'apps', version: 'v1' });
    expect(apiVersionIn({ apiVersion: 'v1' })).toEqual({ group: '', version: 'v1' });
    expect(apiVersionIn({ apiVersion: 7 })).toEqual({ group: '', version: '' });
  });
});
