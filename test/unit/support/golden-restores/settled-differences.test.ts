import { describe, expect, it } from 'vitest';
import { settledDifferences } from '../../../support/golden-restores/settled-differences.ts';

const service = (...nodePorts: number[]) => ({
  metadata: { name: 'web' },
  spec: { ports: nodePorts.map((nodePort) => ({ nodePort })) },
});
const cluster = (...nodePorts: number[]) => new Map([['services/shop/web', service(...nodePorts)]]);

describe('settledDifferences', () => {
  const backedUp = cluster(30_080, 32_072);

  it('takes numbers that servers chose anew as the same', () => {
    expect(settledDifferences(cluster(31_001, 31_002), cluster(31_003, 31_004), [backedUp])).toEqual([]);
  });

  it('takes one that happens to be that of before as chance, and more than one as kept', () => {
    expect(settledDifferences(cluster(31_001, 32_072), cluster(31_003, 31_004), [backedUp])).toEqual([]);
    expect(settledDifferences(cluster(30_080, 32_072), cluster(31_003, 31_004), [backedUp])).toMatchObject([
      { at: 'spec.ports[0].nodePort', ours: 30_080 },
      { at: 'spec.ports[1].nodePort', ours: 32_072 },
    ]);
  });

  it('tells every other difference', () => {
    const other = new Map([['services/shop/web', { ...service(31_001), spec: { type: 'NodePort', ports: [] } }]]);

    expect(settledDifferences(other, cluster(), [backedUp])).toMatchObject([{ at: 'spec.type' }]);
  });
});
