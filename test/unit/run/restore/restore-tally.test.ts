import { describe, expect, it } from 'vitest';
import type { PlannedItem } from '../../../../src/domain/restore/plan.ts';
import { restoredItem, RestoreTally } from '../../../../src/run/restore/restore-tally.ts';
import { refOf } from '../../../support/restore-builders.ts';

function planned(item: string, change: Partial<PlannedItem> = {}): PlannedItem {
  const ref = refOf(item);
  return { ref, target: ref.namespace, version: 'v1', wave: 'others', action: 'create', ...change };
}

describe('RestoreTally', () => {
  it('counts every item once, by its end', () => {
    const tally = new RestoreTally();

    tally.ended(planned('configmaps/shop/a'), { end: 'created' });
    tally.ended(planned('configmaps/shop/b'), { end: 'created' });
    tally.ended(planned('configmaps/shop/c'), { end: 'failed', reason: 'rejected', detail: 'no' });

    expect(tally.counts).toEqual({ created: 2, failed: 1 });
    expect(tally.total).toBe(3);
    expect(tally.notable().map(({ item }) => item)).toEqual(['configmaps/shop/c']);
  });

  it('says of what is mapped where it is meant', () => {
    const tally = new RestoreTally();
    const end = { end: 'skipped', reason: 'exists-and-differs', detail: 'data.a' } as const;

    tally.ended(planned('configmaps/shop/a', { target: 'copy' }), end);
    tally.ended(planned('namespaces/shop', { renamed: 'copy' }), end);
    tally.ended(planned('configmaps/shop/b'), end);

    expect(tally.entries().warnings.map(({ message }) => message)).toEqual([
      'configmaps/shop/a (mapped to copy) exists and differs, and is left as it is: data.a',
      'namespaces/shop (mapped to copy) exists and differs, and is left as it is: data.a',
      'configmaps/shop/b exists and differs, and is left as it is: data.a',
    ]);
    expect(tally.notable().map(({ target }) => target)).toEqual(['copy', 'copy', undefined]);
  });
});

describe('restoredItem', () => {
  it('has the end’s reason before the plan’s', () => {
    const item = planned('configmaps/shop/a', { detail: 'kept by Helm (web)' });

    expect(restoredItem(item)).toMatchObject({ action: 'create', detail: 'kept by Helm (web)' });
    expect(restoredItem(item, { end: 'failed', reason: 'rejected', detail: 'no' })).toMatchObject({
      end: 'failed',
      reason: 'rejected',
      detail: 'no',
    });
  });
});
