import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { manifestFile, manifestFolder } from '../../../../src/domain/contents/manifest-path.ts';
import { refOf } from '../../../support/restore-builders.ts';

describe('the files of exported objects', () => {
  it.each([
    ['deployments.apps/shop/web', 'shop', 'deployments.apps/web.yaml'],
    ['namespaces/shop', 'shop', 'namespaces/shop.yaml'],
    ['nodes/worker-1', '_cluster', 'nodes/worker-1.yaml'],
    [
      'clusterroles.rbac.authorization.k8s.io/system:node',
      '_cluster',
      'clusterroles.rbac.authorization.k8s.io/system_3anode.yaml',
    ],
    ['clusterroles.rbac.authorization.k8s.io/Admin', '_cluster', 'clusterroles.rbac.authorization.k8s.io/_41dmin.yaml'],
  ])('lie where one looks for them: %s', (item, folder, file) => {
    const ref = refOf(item);

    expect([manifestFolder(ref), manifestFile(ref)]).toEqual([folder, file]);
  });

  it('stay below their folder, fit on every disk, and are different for different names, whatever those hold', () => {
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 253 }).filter((name) => !name.includes('/'));
    const type = { group: 'rbac.authorization.k8s.io', resource: 'clusterroles', namespace: undefined };
    fc.assert(
      fc.property(names, names, (one, other) => {
        const [path, otherPath] = [one, other].map((name) => manifestFile({ ...type, name }));

        const parts = path?.split('/') ?? [];
        expect(parts.every((part) => /^[_a-z0-9-][-_.a-z0-9]*$/.test(part) && part.length <= 255)).toBe(true);
        expect(path === otherPath).toBe(one.toWellFormed() === other.toWellFormed());
      }),
    );
  });

  it('does not take a long name for a folder that another one is in', () => {
    const type = { group: '', resource: 'configmaps', namespace: 'shop' };
    const [short, long] = ['a'.repeat(200), `${'a'.repeat(200)}.yaml`];

    expect(manifestFile({ ...type, name: long }).startsWith(`${manifestFile({ ...type, name: short })}/`)).toBe(false);
  });
});
