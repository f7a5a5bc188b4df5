import { describe, expect, it } from 'vitest';
import { ItemsAtHand } from '../../../../src/run/restore/items-at-hand.ts';
import { refOf } from '../../../support/restore-builders.ts';

const APPLY = { mode: 'Apply', planWith: 'Compare' } as const;

describe('ItemsAtHand', () => {
  it('keeps a copy of what may be overwritten where it came from', () => {
    const buffer = Buffer.from('{"a":1}');
    const atHand = new ItemsAtHand(APPLY);

    atHand.keep(anItem('secrets/shop/login', buffer.subarray(0)));
    buffer.fill(0);

    expect(String(Buffer.from(atHand.find(refOf('secrets/shop/login'))?.bytes ?? []))).toBe('{"a":1}');
    expect(atHand.find(refOf('secrets/shop/other'))).toBeUndefined();
  });

  it('keeps at most 32 MiB, and still what is small when something large had no room', () => {
    const atHand = new ItemsAtHand(APPLY);
    const mib = 1024 * 1024;

    for (const [name, size] of [
      ['first', 20 * mib],
      ['second', 20 * mib],
      ['third', mib],
    ] as const) {
      atHand.keep(anItem(`secrets/shop/${name}`, new Uint8Array(size)));
    }

    const kept = ['first', 'second', 'third'].filter((name) => atHand.find(refOf(`secrets/shop/${name}`)));
    expect(kept).toEqual(['first', 'third']);
  });

  it.each([
    ['Plan', 'Compare', false],
    ['Plan', 'DryRun', true],
    ['Apply', 'Compare', true],
  ] as const)('for %s with %s keeps something: %s', (mode, planWith, isKept) => {
    const atHand = new ItemsAtHand({ mode, planWith });

    atHand.keep(anItem('secrets/shop/login', Buffer.from('{}')));

    expect(atHand.find(refOf('secrets/shop/login')) !== undefined).toBe(isKept);
  });
});

function anItem(ref: string, bytes: Uint8Array) {
  return { ref: refOf(ref), version: 'v1', bytes };
}
