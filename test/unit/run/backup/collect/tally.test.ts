import { describe, expect, it } from 'vitest';
import { Tally } from '../../../../../src/run/backup/collect/tally.ts';
import { aListedItem, aResourceType } from '../../../../support/builders.ts';

const FACTS = { resourceVersion: '42', listedAt: new Date('2026-11-21T02:17:03Z'), isRelaxed: false, refused: [] };

describe('Tally', () => {
  it('adds the lists of a type up, with the resourceVersion of the first', () => {
    const tally = new Tally();

    for (const name of ['a', 'b']) tally.stored(aListedItem({ ref: { name } }));
    tally.listed(aResourceType(), FACTS);
    tally.stored(aListedItem({ ref: { name: 'c' } }));
    tally.listed(aResourceType(), { ...FACTS, resourceVersion: '43', isRelaxed: true });
    tally.listed(aResourceType({ resource: 'pods' }), FACTS);

    expect(tally.types()).toEqual([
      {
        type: 'configmaps',
        version: 'v1',
        items: 3,
        resourceVersion: '42',
        listedAt: '2026-11-21T02:17:03Z',
        consistency: 'relaxed',
      },
    ]);
  });

  it('counts what a list gave before it broke off', () => {
    const tally = new Tally();

    tally.stored(aListedItem());
    tally.failed('list-failed', 'connection reset');

    expect(tally.types()).toEqual([{ type: 'configmaps', version: 'v1', items: 1 }]);
  });

  it('says of every claim what the volume policies say, and counts it', () => {
    const conditions = { capacity: { lower: 0n, upper: 0n }, storageClass: [], nfs: undefined, csi: undefined };
    const ofClaim = { volumeTypes: [], pvcLabels: {}, pvcPhase: ['Bound'], pvcVolumeMode: '', pvcAccessModes: [] };
    const tally = new Tally([
      { conditions: { ...conditions, ...ofClaim }, action: { type: 'snapshot', parameters: {} } },
    ]);
    const claim = (name: string, phase: string) => ({
      ...aListedItem({ ref: { resource: 'persistentvolumeclaims', name } }),
      bytes: new TextEncoder().encode(JSON.stringify({ metadata: { name }, spec: {}, status: { phase } })),
    });

    tally.stored(claim('a', 'Bound'));
    tally.stored(claim('b', 'Pending'));

    expect(tally.claimCounts()).toEqual({ total: 2, notProtected: 2, policyActions: { snapshot: 1, none: 1 } });
    expect(tally.claimWarnings().map(({ message }) => message.replace(/.*only /, ''))).toEqual([
      "the claim's object is (its volume policy says snapshot)",
      "the claim's object is (no volume policy fits it)",
    ]);
  });

  it('knows the claims with their volumes, and warns of each that its data is not there', () => {
    const tally = new Tally();
    const ref = { resource: 'persistentvolumeclaims', name: 'data' };

    tally.stored(aListedItem({ ref, object: { spec: { volumeName: 'pv-1' } } }));
    tally.stored(aListedItem());

    expect(tally.claims).toEqual([{ namespace: 'shop', name: 'data', volume: 'pv-1' }]);
    expect(tally.claimWarnings()).toMatchObject([
      { code: 'volume-data-not-covered', item: { name: 'data', namespace: 'shop' } },
    ]);
    expect(tally.items).toBe(2);
  });

  it('row 23: counts what was being deleted in one warning per type', () => {
    const tally = new Tally();

    tally.terminating(aListedItem());
    tally.terminating(aListedItem({ ref: { name: 'other' } }));

    expect(tally.terminatingWarnings()).toMatchObject([
      { code: 'terminating-left-out', message: '2 of configmaps were being deleted and are not in this backup' },
    ]);
  });
});
