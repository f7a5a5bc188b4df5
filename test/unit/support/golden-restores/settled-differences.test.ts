import { describe, expect, it } from 'vitest';
import { settledDifferences, withoutChance } from '../../../support/golden-restores/settled-differences.ts';

const service = (...nodePorts: number[]) => ({
  metadata: { name: 'web' },
  spec: { ports: nodePorts.map((nodePort) => ({ nodePort })) },
});
const cluster = (...nodePorts: number[]) => new Map([['services/shop/web', service(...nodePorts)]]);
const backedUp = cluster(30_080, 32_072);

describe('settledDifferences', () => {
  it('takes numbers that servers chose anew as the same', () => {
    expect(settledDifferences(cluster(31_001, 31_002), cluster(31_003, 31_004), [backedUp])).toEqual([]);
  });

  it('takes numbers that were chosen for another port as chosen anew', () => {
    expect(settledDifferences(cluster(32_072, 30_080), cluster(31_003, 31_004), [backedUp])).toEqual([]);
  });

  it('tells those that stayed, in whatever namespace', () => {
    const elsewhere = (...ports: number[]) => new Map([['services/copy/web', service(...ports)]]);

    expect(settledDifferences(elsewhere(30_080, 32_072), elsewhere(31_003, 31_004), [backedUp])).toMatchObject([
      { at: 'spec.ports[0].nodePort', ours: 30_080 },
      { at: 'spec.ports[1].nodePort', ours: 32_072 },
    ]);
  });

  it('tells every other difference', () => {
    const other = new Map([['services/shop/web', { ...service(31_001), spec: { type: 'NodePort', ports: [] } }]]);

    expect(settledDifferences(other, cluster(), [backedUp])).toMatchObject([{ at: 'spec.type' }]);
  });
});

describe('withoutChance', () => {
  const differences = (...ports: number[]) =>
    settledDifferences(cluster(...ports), cluster(31_003, 31_004), [backedUp]);

  it('leaves out one number that happens to be that of before, and keeps more than one', () => {
    expect(withoutChance(differences(31_001, 32_072))).toEqual([]);
    expect(withoutChance(differences(30_080, 32_072))).toHaveLength(2);
  });

  it('leaves out one address, although it stands in two fields', () => {
    const at = (clusterIP: string) =>
      new Map([['services/shop/web', { metadata: {}, spec: { clusterIP, clusterIPs: [clusterIP] } }]]);
    const all = settledDifferences(at('10.96.0.7'), at('10.96.0.8'), [at('10.96.0.7')]);

    expect(all).toHaveLength(2);
    expect(withoutChance(all)).toEqual([]);
  });

  it('keeps every other difference', () => {
    const all = settledDifferences(cluster(), cluster(31_003), [backedUp]);

    expect(withoutChance(all)).toEqual(all);
  });
});
