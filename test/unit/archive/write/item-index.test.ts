import { describe, expect, it } from 'vitest';
import { ItemIndex } from '../../../../src/archive/write/item-index.ts';
import { anItem } from '../../../support/builders.ts';

const web = anItem({ ref: { group: 'apps', resource: 'deployments', name: 'web' }, kind: 'Deployment' });

describe('ItemIndex', () => {
  it('tells where an item goes', () => {
    expect(new ItemIndex().register(web)).toEqual({
      main: 'resources/deployments.apps/namespaces/shop/web.json',
      copy: 'resources/deployments.apps/v1-preferredversion/namespaces/shop/web.json',
    });
  });

  it('row 82: lets the first of two items of one name win', () => {
    const index = new ItemIndex();

    index.register(web);

    expect(index.register(web)).toBeUndefined();
    expect(index.register(anItem({ ...web, ref: { ...web.ref, namespace: 'blog' } }))).toBeDefined();
    expect(index.register(anItem())).toBeDefined();
    expect(index.register(web)).toBeUndefined();
  });

  it('is the source of the resource list, sorted by type and name', () => {
    const index = new ItemIndex();
    const names = ['b', 'a', 'B'];

    for (const name of names) index.register(anItem({ ref: { name } }));
    index.register(web);
    index.register(anItem({ ref: { resource: 'nodes', namespace: undefined, name: 'worker-1' }, kind: 'Node' }));

    expect(JSON.stringify(index.resourceList())).toBe(
      JSON.stringify({
        'apps/v1/Deployment': ['shop/web'],
        'v1/ConfigMap': ['shop/B', 'shop/a', 'shop/b'],
        'v1/Node': ['worker-1'],
      }),
    );
  });

  it('keeps two types of one group and kind apart, and lists them together', () => {
    const index = new ItemIndex();
    const gadgets = (resource: string, name: string) =>
      anItem({ ref: { group: 'acme.example', resource, name }, kind: 'Gadget' });

    expect(index.register(gadgets('gadgets', 'one'))).toMatchObject({
      main: 'resources/gadgets.acme.example/namespaces/shop/one.json',
    });
    expect(index.register(gadgets('oldgadgets', 'one'))).toMatchObject({
      main: 'resources/oldgadgets.acme.example/namespaces/shop/one.json',
    });
    index.register(gadgets('oldgadgets', 'another'));

    expect(index.resourceList()).toEqual({ 'acme.example/v1/Gadget': ['shop/another', 'shop/one'] });
  });

  it('row 82: lets the first of two items of one name win whatever their versions: they share a path', () => {
    const index = new ItemIndex();

    index.register(web);

    expect(index.register({ ...web, version: 'v1beta1' })).toBeUndefined();
    expect(index.register(anItem({ ...web, version: 'v1beta1', ref: { ...web.ref, name: 'other' } }))).toBeDefined();
    expect(index.resourceList()).toEqual({
      'apps/v1/Deployment': ['shop/web'],
      'apps/v1beta1/Deployment': ['shop/other'],
    });
  });

  it('row 25: takes any name that the API server takes', () => {
    const index = new ItemIndex();

    for (const name of ['a:b c', 'tab\t', 'back\\slash', '..', 'ü'.repeat(300)]) {
      const ref = { group: 'rbac.authorization.k8s.io', resource: 'clusterroles', namespace: undefined, name };
      expect(index.register(anItem({ ref, kind: 'ClusterRole' }))).toBeDefined();
    }
  });

  it.each([
    ['a name with a slash', { name: '../../etc/passwd' }],
    ['a name with NUL', { name: 'a\0b' }],
    ['no name', { name: '' }],
    ['a type with a slash', { resource: 'pods/status' }],
    ['a group that is no DNS name', { group: '../x' }],
    ['a namespace with a slash', { namespace: 'a/b' }],
  ])('refuses %s, which no archive can hold', (_, ref) => {
    expect(() => new ItemIndex().register(anItem({ ref }))).toThrow(expect.objectContaining({ code: 'cannot-write' }));
  });

  it('refuses a namespace with a slash also after items of the same type', () => {
    const index = new ItemIndex();
    index.register(anItem());

    expect(() => index.register(anItem({ ref: { namespace: '../..' } }))).toThrow(/cannot be part of a path/);
  });
});
