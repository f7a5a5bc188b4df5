import { describe, expect, it } from 'vitest';
import { ListSplitter } from '../../../../src/kube/list/list-splitter.ts';
import { toListedItem } from '../../../../src/kube/list/listed-item.ts';
import { CONFIG_MAPS } from '../../../support/fault-proxy-lists.ts';

function listed(item: string, namespace?: string, type = CONFIG_MAPS) {
  const [found] = new ListSplitter().push(Buffer.from(`{"items":[${item}]}`));
  const { bytes, ...rest } = toListedItem(found!, type, namespace);
  return { ...rest, text: Buffer.from(bytes).toString() };
}

describe('toListedItem', () => {
  it('puts apiVersion and kind in front of an object that has neither', () => {
    const { text } = listed('{"metadata":{"name":"a","namespace":"shop"}}');

    expect(text).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"}}');
  });

  it('puts in front only what is missing, and nothing where both are there', () => {
    const one = listed('{"kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"}}');
    const both = listed('{ "metadata":{"name":"a","namespace":"shop"},"kind":"X","apiVersion":"v9"}');

    expect(one.text).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"}}');
    expect(both).toMatchObject({
      kind: 'X',
      version: 'v1',
      text: '{ "metadata":{"name":"a","namespace":"shop"},"kind":"X","apiVersion":"v9"}',
    });
  });

  it('spells the API version of a group', () => {
    const { text } = listed('{"metadata":{"name":"a"}}', 'shop', { ...CONFIG_MAPS, group: 'apps', kind: 'Deployment' });

    expect(text).toContain('{"apiVersion":"apps/v1","kind":"Deployment",');
  });

  it('knows the namespace from the object, else from the request, and none for cluster-scoped types', () => {
    const nodes = { ...CONFIG_MAPS, namespaced: false };

    expect(listed('{"metadata":{"name":"a","namespace":"shop"}}').ref.namespace).toBe('shop');
    expect(listed('{"metadata":{"name":"a"}}', 'shop').ref.namespace).toBe('shop');
    expect(listed('{"metadata":{"name":"a","namespace":""}}', undefined, nodes).ref.namespace).toBeUndefined();
    expect(() => listed('{"metadata":{"name":"a"}}')).toThrow('no namespace');
  });

  it('keeps bytes in one piece although they came in many', () => {
    const json = '{"metadata":{"name":"ü","namespace":"shop"},"data":{"a":"\\u0000"}}';
    const bytes = Buffer.from(`{"items":[${json}]}`);
    const splitter = new ListSplitter();

    const items = [...bytes].flatMap((byte) => splitter.push(Uint8Array.of(byte)));

    const [item] = items.map((found) => toListedItem(found, CONFIG_MAPS, undefined));
    expect(Buffer.from(item!.bytes).toString()).toBe(`{"apiVersion":"v1","kind":"ConfigMap",${json.slice(1)}`);
  });
});
