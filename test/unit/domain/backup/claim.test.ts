import { describe, expect, it } from 'vitest';
import { decideClaim, maySweep, mayWithdraw } from '../../../../src/domain/backup/claim.ts';
import { aClaim } from '../../../support/builders.ts';

const now = new Date(aClaim().claimedAt.getTime() + 60_000);
const locked = { now, mayTakeOver: true };
const unlocked = { now, mayTakeOver: false };

const own = aClaim();
const mine = own.origin;
const dead = aClaim({ origin: { ...mine, runId: 'another-run' } });
const living = { ...dead, isLocked: false };
const of = (change: Partial<typeof mine>) => ({ ...dead, origin: { ...dead.origin, ...change } });
const after = (ms: number) => new Date(dead.claimedAt.getTime() + ms);

describe('decideClaim', () => {
  it('knows the claim of an earlier Pod of the same run as its own, under the Lease or not', () => {
    expect(decideClaim(own, mine, unlocked)).toBe('ours');
    expect(decideClaim({ ...own, isLocked: false }, mine, unlocked)).toBe('ours');
    expect(decideClaim({ ...own, origin: { ...mine, policy: 'renamed' } }, mine, locked)).toBe('ours');
  });

  it('takes over what a dead run of the same policy and cluster left, under the Lease only', () => {
    expect(decideClaim(dead, mine, locked)).toBe('take-over');
    expect(decideClaim(dead, mine, unlocked)).toBe('refuse');
  });

  it('row 41: leaves the claim of a run that took no Lease, for it may be alive', () => {
    expect(decideClaim(living, mine, locked)).toBe('refuse');
    expect(decideClaim(living, mine, { now: after(86_400_000), mayTakeOver: true })).toBe('refuse');
  });

  it('takes over any claim of the same policy and cluster after a day, for no run lives that long', () => {
    expect(decideClaim(living, mine, { now: after(86_400_001), mayTakeOver: true })).toBe('take-over');
    expect(decideClaim(living, mine, { now: after(86_400_001), mayTakeOver: false })).toBe('refuse');
  });

  it.each([
    ['another policy', of({ policy: 'weekly' })],
    ['another cluster’s name', of({ clusterName: 'staging' })],
    ['another cluster of the same name', of({ clusterUid: 'other-uid' })],
    ['no policy', of({ policy: undefined })],
  ])('refuses to touch the claim of %s, however old', (_, standing) => {
    expect(decideClaim(standing, mine, locked)).toBe('refuse');
    expect(decideClaim(standing, mine, { now: after(1e12), mayTakeOver: true })).toBe('refuse');
  });

  it('never takes over without a policy, because no Lease tells who lives', () => {
    expect(decideClaim(of({ policy: undefined }), { ...mine, policy: undefined }, locked)).toBe('refuse');
  });
});

describe('maySweep', () => {
  it('sweeps dead runs of the same policy and cluster, never its own work', () => {
    expect(maySweep(dead, mine, now)).toBe(true);
    expect(maySweep(own, mine, now)).toBe(false);
    expect(maySweep(of({ clusterUid: 'other-uid' }), mine, now)).toBe(false);
    expect(maySweep(of({ policy: undefined }), { ...mine, policy: undefined }, now)).toBe(false);
  });

  it('row 41: sweeps what a run without the Lease left only when it is older than a day', () => {
    expect(maySweep(living, mine, now)).toBe(false);
    expect(maySweep(living, mine, after(86_400_001))).toBe(true);
  });
});

describe('mayWithdraw', () => {
  it('withdraws an empty commit of its own run, and of its policy and cluster under the Lease', () => {
    expect(mayWithdraw(mine, mine, false)).toBe(true);
    expect(mayWithdraw(dead.origin, mine, true)).toBe(true);
    expect(mayWithdraw(dead.origin, mine, false)).toBe(false);
  });

  it.each([
    ['another policy', of({ policy: 'weekly' }).origin],
    ['another cluster', of({ clusterUid: 'other-uid' }).origin],
    ['Velero', undefined],
  ])('leaves the commit of %s', (_, origin) => {
    expect(mayWithdraw(origin, mine, true)).toBe(false);
  });
});
