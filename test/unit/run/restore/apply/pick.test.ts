import { describe, expect, it } from 'vitest';
import { formatItemRef } from '../../../../../src/domain/item.ts';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import { pick } from '../../../../../src/run/restore/apply/pick.ts';
import { ItemsAtHand } from '../../../../../src/run/restore/items-at-hand.ts';
import { aContext } from '../../../../support/context.ts';
import { archived as anItem, FakeArchive } from '../../../../support/fake-archive.ts';
import { refOf } from '../../../../support/restore-builders.ts';

const ITEMS = ['secrets/shop/a', 'secrets/shop/b', 'secrets/shop/c', 'pods/shop/web'];

describe('pick', () => {
  it('yields the planned items alone, and reads no further than the last of them', async () => {
    const { archive, picked } = await pickFrom(['secrets/shop/b'], []);

    expect(picked).toEqual(['secrets/shop/b']);
    expect(archive.passes).toEqual([['secrets/shop/a', 'secrets/shop/b']]);
  });

  it('reads nothing where every item is at hand', async () => {
    const { archive, picked } = await pickFrom(
      ['secrets/shop/a', 'pods/shop/web'],
      ['secrets/shop/a', 'pods/shop/web'],
    );

    expect(picked).toEqual(['secrets/shop/a', 'pods/shop/web']);
    expect(archive.passes).toEqual([]);
  });

  it('reads what is not at hand, after what is', async () => {
    const { archive, picked } = await pickFrom(['secrets/shop/a', 'pods/shop/web'], ['pods/shop/web']);

    expect(picked).toEqual(['pods/shop/web', 'secrets/shop/a']);
    expect(archive.passes).toEqual([['secrets/shop/a']]);
  });

  it('ends as a bug where the archive does not show an item again', async () => {
    await expect(pickFrom(['secrets/shop/gone'], [])).rejects.toThrow('shows secrets/shop/gone no more');
  });
});

async function pickFrom(names: readonly string[], kept: readonly string[]) {
  const archive = new FakeArchive(ITEMS.map((item) => anItem(item, {})));
  const atHand = new ItemsAtHand({ mode: 'Apply', planWith: 'Compare' });
  for (const name of kept) atHand.keep({ ref: refOf(name), version: 'v1', bytes: Buffer.from('{}') });
  const picked: string[] = [];
  for await (const { planned, archived } of pick(aContext(), { archive, atHand }, names.map(planToCreate))) {
    expect(archived.ref).toEqual(planned.ref);
    picked.push(formatItemRef(planned.ref));
  }
  return { archive, picked };
}

function planToCreate(name: string): PlannedItem {
  const ref = refOf(name);
  return { ref, target: ref.namespace, version: 'v1', wave: 'others', action: 'create' };
}
