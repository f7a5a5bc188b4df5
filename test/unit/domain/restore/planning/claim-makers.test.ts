import { describe, expect, it } from 'vitest';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import { ClaimMakers } from '../../../../../src/domain/restore/planning/claim-makers.ts';

const DATABASE = { spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] } };

function item(text: string, fields: Partial<PlannedItem> = {}): PlannedItem {
  const [type = '', namespace = '', name = ''] = text.split('/');
  const ref = { ...parseGroupResource(type), namespace, name };
  return { ref, target: namespace, version: 'v1', wave: 'others', action: 'create', ...fields };
}

const SET = item('statefulsets.apps/shop/database');
const LEFT_OUT = { action: 'skip', reason: 'no-volume-data' } as const;
const claim = (name: string, fields: Partial<PlannedItem> = LEFT_OUT) =>
  item(`persistentvolumeclaims/shop/${name}`, fields);

function settled(...items: PlannedItem[]): readonly PlannedItem[] {
  const makers = new ClaimMakers();
  for (const one of items) makers.see(one, one.ref.resource === 'statefulsets' ? DATABASE : {});
  return makers.settle(items);
}

describe('a StatefulSet whose claims are left out', () => {
  it('is left out with them: its controller would make them anew, and empty', () => {
    const [set] = settled(SET, claim('data-database-1'));

    expect(set).toEqual({ ...SET, ...LEFT_OUT, detail: expect.stringContaining('data-database-1') });
  });

  it.each([
    ['of another template', claim('log-database-0')],
    ['of another set', claim('data-database-replica-0')],
    ['of another namespace', claim('data-database-0', { ...LEFT_OUT, target: 'shop-copy' })],
    ['that comes back', claim('data-database-0', { action: 'create' })],
    ['that exists', claim('data-database-0', { action: 'unchanged' })],
  ])('is restored where the claim is one %s', (_, other) => {
    expect(settled(SET, other)).toEqual([SET, other]);
  });

  it('stays as planned where it exists: its claims are made already', () => {
    const running = { ...SET, action: 'unchanged' } as const;

    expect(settled(running, claim('data-database-0'))[0]).toEqual(running);
  });
});
