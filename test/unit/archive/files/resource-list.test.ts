import { describe, expect, it } from 'vitest';
import { encodeResourceList, parseResourceList } from '../../../../src/archive/files/resource-list.ts';

describe('resource list', () => {
  it('is read back as what it was made of', () => {
    const list = { 'apps/v1/Deployment': ['shop/web'], 'v1/Node': ['worker-1', 'worker-2'] };

    expect(Object.fromEntries(parseResourceList(encodeResourceList(list)))).toEqual(list);
  });

  it.each(['null', '[]', '{}', 'garbage'])('is empty for %s', (text) => {
    expect(parseResourceList(Buffer.from(text)).size).toBe(0);
  });

  it('has no names for a type with null', () => {
    expect(parseResourceList(Buffer.from('{"v1/Pod":null}')).get('v1/Pod')).toEqual([]);
  });
});
