import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../../src/domain/selection/selection.ts';
import { backupPolicyOf } from '../../../../src/policy/build/backup-policy.ts';
import type { BackupPolicySpec } from '../../../../src/policy/generated/documents.ts';

const HOUR_MS = 3_600_000;

function build(spec: BackupPolicySpec) {
  return backupPolicyOf(
    { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'BackupPolicy', metadata: { name: 'nightly' }, spec },
    'default',
  );
}

describe('a backup policy without any field', () => {
  it('has every default', () => {
    const { veleroSpec: _, ...policy } = build({});

    expect(policy).toEqual({
      kind: 'BackupPolicy',
      name: 'nightly',
      storageLocation: 'default',
      selection: EVERYTHING,
      orderedResources: new Map(),
      resourcePolicy: undefined,
      apiGroupVersions: 'Preferred',
      hooks: { rules: [], fromAnnotations: false },
      prune: 'Never',
      historyLimits: { succeeded: 30, failed: 30 },
      retention: {
        ttlMs: 720 * HOUR_MS,
        keepLast: 0,
        keep: { hour: 0, day: 0, week: 0, month: 0, year: 0 },
        keepWithinMs: 0,
        minGood: 1,
        timeZone: 'Etc/UTC',
      },
      schedule: undefined,
      timeZone: 'Etc/UTC',
      timeoutMs: undefined,
      onPartial: 'Fail',
      onBusy: 'Wait',
      allowEmpty: false,
      guard: { maxShrinkPercent: 90 },
      allowVeleroExpiry: false,
      objectives: { rpoMs: undefined, rtoMs: undefined },
      notify: [],
      pushgateway: undefined,
      labels: {},
      volumeDataFields: [],
    });
  });
});

describe('the guard against shrinking', () => {
  it.each([
    ['there unless somebody says otherwise', {}, 90],
    ['there without a number', { guard: {} }, 90],
    ['as strict as the policy says', { guard: { maxShrinkPercent: 0 } }, 0],
    ['not there where an empty backup is a good one', { allowEmpty: true }, undefined],
    ['there all the same where the policy has both', { allowEmpty: true, guard: { maxShrinkPercent: 50 } }, 50],
  ])('is %s', (_, spec, percent) => {
    expect(build(spec).guard).toEqual(percent === undefined ? undefined : { maxShrinkPercent: percent });
  });
});

describe('the selection', () => {
  it('has one spelling for everything', () => {
    expect(build({ includedNamespaces: ['*'], includedResources: ['*'] }).selection).toEqual(EVERYTHING);
  });

  it('is scoped as soon as one scoped list says something', () => {
    const { selection } = build({
      includedClusterScopedResources: ['*'],
      excludedNamespaceScopedResources: ['events'],
    });

    expect(selection.resources).toEqual({
      style: 'scoped',
      includedClusterScoped: ['*'],
      excludedClusterScoped: [],
      includedNamespaceScoped: [],
      excludedNamespaceScoped: ['events'],
    });
  });

  it('keeps the three states of includeClusterResources', () => {
    const states = [undefined, true, false].map((state) => {
      const { resources } = build(state === undefined ? {} : { includeClusterResources: state }).selection;
      return resources.style === 'unscoped' ? resources.includeClusterResources : 'scoped';
    });

    expect(states).toEqual([undefined, true, false]);
  });

  it('takes one selector or several', () => {
    const selector = { matchLabels: { app: 'shop' } };

    expect(build({ labelSelector: selector }).selection.labelSelectors).toEqual([selector]);
    expect(build({ orLabelSelectors: [selector, {}] }).selection.labelSelectors).toEqual([selector, {}]);
  });
});

describe('retention', () => {
  it.each([
    [{}, 720],
    [{ ttl: '24h' }, 24],
    [{ ttl: '0s' }, 720],
    [{ retention: { minGood: 3 } }, 720],
    [{ retention: { keepLast: 7 } }, 0],
    [{ ttl: '24h', retention: { keepLast: 7 } }, 24],
    [{ ttl: '0s', retention: { keepLast: 7 } }, 720],
    [{ retention: { keepWeekly: 4 } }, 0],
    [{ retention: { keepWithin: '72h' } }, 0],
  ])('of %j has a term of %d hours', (spec, hours) => {
    expect(build(spec).retention.ttlMs).toBe(hours * HOUR_MS);
  });
});

describe('fields about volume data', () => {
  it('are listed where they ask for something', () => {
    const policy = build({
      snapshotVolumes: true,
      defaultVolumesToFsBackup: false,
      csiSnapshotTimeout: '600s',
      datamover: 'x',
    });

    expect(policy.volumeDataFields).toEqual(['spec.snapshotVolumes', 'spec.datamover']);
  });
});

describe('what a policy says beside its selection', () => {
  it('is taken over', () => {
    const policy = build({
      schedule: ' @daily ',
      window: { start: '22:00', end: '04:00' },
      timeout: '1h30m',
      onPartial: 'Succeed',
      onBusy: 'Fail',
      allowEmpty: true,
      allowVeleroExpiry: true,
      metadata: { labels: { team: 'platform' } },
    });

    expect(policy).toMatchObject({
      schedule: '@daily',
      window: { start: '22:00', end: '04:00' },
      timeoutMs: 1.5 * HOUR_MS,
      onPartial: 'Succeed',
      onBusy: 'Fail',
      allowEmpty: true,
      allowVeleroExpiry: true,
      labels: { team: 'platform' },
      veleroSpec: { metadata: { labels: { team: 'platform' } } },
    });
  });
});
