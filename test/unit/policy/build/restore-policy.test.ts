import { describe, expect, it } from 'vitest';
import { restorePolicyOf } from '../../../../src/policy/build/restore-policy.ts';
import type { RestorePolicySpec } from '../../../../src/policy/generated/documents.ts';

function build(spec: RestorePolicySpec) {
  return restorePolicyOf(
    { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'RestorePolicy', metadata: { name: 'drill' }, spec },
    'default',
  );
}

describe('a restore policy', () => {
  it('plans, and allows nothing, unless it says so', () => {
    const { veleroSpec: _, ...policy } = build({ backupName: 'nightly-20261121021700' });

    expect(policy).toEqual({
      kind: 'RestorePolicy',
      name: 'drill',
      storageLocation: 'default',
      source: { type: 'backup', name: 'nightly-20261121021700' },
      mode: 'Plan',
      planWith: 'Compare',
      emptyVolumes: 'Skip',
      allowKinds: [],
      allowNamespaces: [],
      timeoutMs: undefined,
      volumeDataFields: [],
    });
  });

  it('takes the newest completed backup of a schedule, or the one of a moment', () => {
    const latest = build({ scheduleName: 'nightly' });
    const earlier = build({ scheduleName: 'nightly', from: { at: '2026-11-21T01:00:00+01:00', allowPartial: true } });

    expect(latest.source).toEqual({ type: 'schedule', name: 'nightly', at: 'latest', allowPartial: false });
    expect(earlier.source).toMatchObject({ at: new Date('2026-11-21T00:00:00Z'), allowPartial: true });
  });
});
