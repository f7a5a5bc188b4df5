import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ItemLedger } from '../../../../src/archive/write/item-ledger.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

describe('ItemLedger', () => {
  it('remembers every hash by its index, however many there are', () => {
    const ledger = new ItemLedger();

    for (let i = 0; i < 5_000; i++) ledger.note(`resources/pods/cluster/${i}.json`, i, sha256(String(i)));

    expect(ledger.items).toBe(5_000);
    expect(ledger.largest).toBe(4_999);
    expect([0, 1, 1023, 1024, 2048, 4_999].every((i) => ledger.has(i, sha256(String(i))))).toBe(true);
    expect(ledger.has(7, sha256('8'))).toBe(false);
    expect(ledger.has(5_000, sha256('5000'))).toBe(false);
  });

  it('tells other names and another order of names apart', () => {
    const crcOf = (...paths: readonly string[]) => {
      const ledger = new ItemLedger();
      for (const path of paths) ledger.note(path, 1, sha256('same'));
      return ledger.pathsCrc;
    };

    expect(crcOf('a', 'b')).toBe(crcOf('a', 'b'));
    expect(crcOf('a', 'b')).not.toBe(crcOf('b', 'a'));
    expect(crcOf('a', 'b')).not.toBe(crcOf('ab'));
  });
});
