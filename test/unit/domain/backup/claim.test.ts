import { describe, expect, it } from 'vitest';
import { decideClaim, maySweep } from '../../../../src/domain/backup/claim.ts';
import { aClaim } from '../../../support/builders.ts';

const mine = aClaim().origin;
const dead = { ...mine, runId: 'another-run' };

describe('decideClaim', () => {
  it('knows the claim of an earlier Pod of the same run as its own, under the Lease or not', () => {
    expect(decideClaim(mine, mine, false)).toBe('ours');
    expect(decideClaim({ ...mine, policy: 'renamed' }, mine, true)).toBe('ours');
  });

  it('takes over what a dead run of the same policy and cluster left, under the Lease only', () => {
    expect(decideClaim(dead, mine, true)).toBe('take-over');
    expect(decideClaim(dead, mine, false)).toBe('refuse');
  });

  it.each([
    ['another policy', { ...dead, policy: 'weekly' }],
    ['another cluster’s name', { ...dead, clusterName: 'staging' }],
    ['another cluster of the same name', { ...dead, clusterUid: 'other-uid' }],
    ['no policy', { ...dead, policy: undefined }],
  ])('refuses to touch the claim of %s', (_, standing) => {
    expect(decideClaim(standing, mine, true)).toBe('refuse');
  });

  it('never takes over without a policy, because no Lease tells who lives', () => {
    expect(decideClaim({ ...dead, policy: undefined }, { ...mine, policy: undefined }, true)).toBe('refuse');
  });
});

describe('maySweep', () => {
  it('sweeps dead runs of the same policy and cluster, never its own work', () => {
    expect(maySweep(dead, mine)).toBe(true);
    expect(maySweep(mine, mine)).toBe(false);
    expect(maySweep({ ...dead, clusterUid: 'other-uid' }, mine)).toBe(false);
    expect(maySweep({ ...dead, policy: undefined }, { ...mine, policy: undefined })).toBe(false);
  });
});
