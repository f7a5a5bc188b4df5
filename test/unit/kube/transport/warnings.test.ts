import { describe, expect, it } from 'vitest';
import { readWarnings } from '../../../../src/kube/transport/warnings.ts';

describe('readWarnings', () => {
  it('takes the texts of one header or several, each once', () => {
    expect(readWarnings('299 - "one"')).toEqual(['one']);
    expect(readWarnings(['299 - "one"', '299 - "two", 299 kube "one"'])).toEqual(['one', 'two']);
    expect(readWarnings(undefined)).toEqual([]);
  });

  it('takes quotes, commas and dates for what they are', () => {
    const header = String.raw`299 - "unknown field \"spec.a\", with \\ in it" "Sat, 21 Nov 2026 02:17:00 GMT", 299 - "b"`;

    expect(readWarnings(header)).toEqual([String.raw`unknown field "spec.a", with \ in it`, 'b']);
  });

  it('reads bytes above ASCII as the UTF-8 that they are', () => {
    const onTheWire = Buffer.from('299 - "größe"').toString('latin1');

    expect(readWarnings(onTheWire)).toEqual(['größe']);
  });

  it('says nothing of what is no warning', () => {
    expect(readWarnings('')).toEqual([]);
    expect(readWarnings('some text "quoted"')).toEqual([]);
  });
});
