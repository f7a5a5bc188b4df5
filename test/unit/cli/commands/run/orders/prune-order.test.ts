import { describe, expect, it } from 'vitest';
import { orderOfBook } from '../../../../../../src/cli/commands/keep/judged.ts';
import { pruneOrder } from '../../../../../../src/cli/commands/run/orders/prune-order.ts';
import { aContext } from '../../../../../support/context.ts';
import { aBook, aDocument, anOrderCall } from './order-rig.ts';

const TOLD = 'notify: [{name: ops, urlFile: /etc/url}]';

const BOOK = aBook(
  aDocument('StorageLocation', 'default', '{filesystem: {path: /backups}}'),
  aDocument('BackupPolicy', 'nightly', `{${TOLD}}`),
  aDocument('PrunePolicy', 'tidy', `{${TOLD}}`),
);

function told(name: string) {
  const prepared = pruneOrder(aContext(), anOrderCall(), BOOK, { name, isArmed: true });
  return 'order' in prepared ? prepared.order.telling?.notify.map((receiver) => receiver.name) : prepared;
}

describe('an order to prune', () => {
  it('tells whom its PrunePolicy names', () => {
    expect(told('tidy')).toEqual(['ops']);
  });

  it('tells nobody whom a BackupPolicy names: they wait to hear of backups', () => {
    expect(told('nightly')).toBeUndefined();
  });

  it('tells nobody where a person prunes', () => {
    expect(orderOfBook(aContext(), anOrderCall(), BOOK, 'tidy').telling).toBeUndefined();
  });
});
