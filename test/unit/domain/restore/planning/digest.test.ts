import { describe, expect, it } from 'vitest';
import { digestText } from '../../../../../src/domain/restore/planning/digest.ts';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import { aRestorePolicy, aRestoreSelection, refOf } from '../../../../support/restore-builders.ts';

const ITEM: PlannedItem = {
  ref: refOf('configmaps/shop/settings'),
  target: 'shop',
  version: 'v1',
  wave: 'configuration',
  action: 'create',
};

function digest(policy: Partial<RestorePolicy> = {}, ...items: readonly PlannedItem[]): string {
  return digestText({ archiveSha256: 'ab12', policy: aRestorePolicy(policy), items });
}

describe('digestText', () => {
  it('has a line for the archive, one for the policy, and one for each item', () => {
    const lines = digest({ namespaceMapping: new Map([['shop', 'copy']]) }, { ...ITEM, target: 'copy' }).split('\n');

    expect(lines).toEqual([
      '["lifeboat.dev/plan/v1","ab12"]',
      expect.stringContaining('"namespaceMapping":{"shop":"copy"}'),
      '["configmaps/shop/settings","copy","v1","configuration","create",null,null]',
      '',
    ]);
  });

  it('is the same for what was planned and what is to be applied', () => {
    const planned = digest({ name: 'look', mode: 'Plan', timeoutMs: 1, planWith: 'DryRun' }, ITEM);

    expect(digest({ name: 'do', mode: 'Apply' }, ITEM)).toBe(planned);
  });

  it.each<[string, Partial<RestorePolicy>]>([
    ['selection', { selection: aRestoreSelection({ labelSelectors: [{ matchLabels: { app: 'web' } }] }) }],
    ['namespaceMapping', { namespaceMapping: new Map([['a', 'b']]) }],
    ['existingResourcePolicy', { existingResourcePolicy: 'update' }],
    ['existingResourcePolicies', { existingResourcePolicies: new Map([['jobs.batch', 'recreate']]) }],
    ['managedFields', { managedFields: 'Restore' }],
    ['ownerReferences', { ownerReferences: 'Remap' }],
    ['finalizers', { finalizers: 'Strip' }],
    ['gitOpsTracking', { gitOpsTracking: 'Keep' }],
    ['restorePVs', { restorePVs: false }],
    ['preserveNodePorts', { preserveNodePorts: true }],
    ['restoreStatus', { restoreStatus: { included: [], excluded: [] } }],
    ['emptyVolumes', { emptyVolumes: 'Allow' }],
    ['allowKinds', { allowKinds: ['*'] }],
    ['allowNamespaces', { allowNamespaces: ['*'] }],
  ])('changes with what decides about the restore: %s', (_, policy) => {
    expect(digest(policy, ITEM)).not.toBe(digest({}, ITEM));
  });

  it('changes with what becomes of an item, and with what an update will change', () => {
    const texts = [
      digest({}, ITEM),
      digest({}, { ...ITEM, action: 'unchanged' }),
      digest({}, { ...ITEM, action: 'skip', reason: 'exists-and-differs' }),
      digest({}, { ...ITEM, action: 'update', detail: 'changes data.a' }),
      digest({}, { ...ITEM, action: 'update', detail: 'changes data.b' }),
      digest({}, { ...ITEM, action: 'recreate', detail: 'differs in data.a' }),
      digest({}, { ...ITEM, action: 'recreate', detail: 'differs in data.b' }),
      digest({}, { ...ITEM, target: 'copy' }),
      digest({}),
    ];

    expect(new Set(texts).size).toBe(texts.length);
  });

  it('does not change with what a server says', () => {
    const failed = { ...ITEM, action: 'fail', reason: 'rejected' } as const;

    expect(digest({}, { ...failed, detail: 'request 1' })).toBe(digest({}, { ...failed, detail: 'request 2' }));
  });
});
