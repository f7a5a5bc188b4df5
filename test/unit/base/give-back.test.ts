import { describe, expect, it } from 'vitest';
import { giveBack } from '../../../src/base/give-back.ts';

describe('giveBack', () => {
  it('empties bytes that have their memory for themselves, and every view of it', () => {
    const bytes = Buffer.alloc(100_000, 7);
    const view = bytes.subarray(5, 10);

    giveBack(bytes);

    expect(bytes).toHaveLength(0);
    expect(view).toHaveLength(0);
  });

  it('leaves bytes alone that may share their memory with others', () => {
    const others = Buffer.from('other');
    const bytes = Buffer.from('small');

    giveBack(bytes);
    giveBack(new Uint8Array(new SharedArrayBuffer(100_000)));

    expect(bytes.toString()).toBe('small');
    expect(others.toString()).toBe('other');
  });

  it('may be asked twice', () => {
    const bytes = Buffer.alloc(100_000);

    giveBack(bytes);

    expect(() => giveBack(bytes)).not.toThrow();
  });
});
