import { describe, expect, it } from 'vitest';
import { restoreOrder } from '../../../../../../src/cli/commands/run/orders/restore-order.ts';
import { aContext } from '../../../../../support/context.ts';
import { aBook, aDocument, anOrderCall } from './order-rig.ts';

const LOCATION = aDocument('StorageLocation', 'main', '{filesystem: {path: /backups}}');
const DRILL = aDocument(
  'RestorePolicy',
  'drill',
  '{storageLocation: main, scheduleName: nightly, mode: Apply, timeout: 30m}',
);
const ARMED = { name: 'drill', isArmed: true };

describe('a restore policy that is run by its name', () => {
  it('gives an order, with its location and its deadline', () => {
    const prepared = restoreOrder(aContext(), anOrderCall(), aBook(LOCATION, DRILL), ARMED);

    expect(prepared).toMatchObject({
      order: {
        policy: { kind: 'RestorePolicy', name: 'drill', mode: 'Apply' },
        source: { name: 'drill', source: '/etc/lifeboat/policies' },
        location: { name: 'main' },
        timeoutMs: 1_800_000,
      },
    });
  });

  it('applies outside a Job only when somebody says so', () => {
    const unarmed = { name: 'drill', isArmed: false };
    const book = aBook(LOCATION, DRILL);

    expect(() => restoreOrder(aContext(), anOrderCall(), book, unarmed)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('lifeboat restore drill') }),
    );
    expect(restoreOrder(aContext(), anOrderCall({ yes: true }), book, unarmed)).toHaveProperty('order');
    expect(
      restoreOrder(aContext(), anOrderCall(), aBook(LOCATION, DRILL.replace('Apply', 'Plan')), unarmed),
    ).toHaveProperty('order');
  });

  it('takes one selector in the place of several', () => {
    const several = DRILL.replace('mode', 'orLabelSelectors: [{matchLabels: {app: web}}, {}], mode');
    const call = anOrderCall({ selector: 'app=db' }, [['selector', '-l']]);

    const prepared = restoreOrder(aContext(), call, aBook(LOCATION, several), ARMED);

    expect(prepared).toMatchObject({
      order: { policy: { selection: { labelSelectors: [{ matchExpressions: [{ key: 'app', values: ['db'] }] }] } } },
    });
  });

  it('is told its own problems, and not those of its neighbours', () => {
    const broken = aDocument('RestorePolicy', 'other', '{mode: Now}');

    const prepared = restoreOrder(aContext(), anOrderCall(), aBook(LOCATION, DRILL, broken), {
      ...ARMED,
      name: 'other',
    });
    const healthy = restoreOrder(aContext(), anOrderCall(), aBook(LOCATION, DRILL, broken), ARMED);

    expect(prepared).toMatchObject({ problems: expect.arrayContaining([expect.stringContaining('spec.mode')]) });
    expect(healthy).toHaveProperty('order');
  });
});
