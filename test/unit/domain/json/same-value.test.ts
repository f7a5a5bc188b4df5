import { describe, expect, it } from 'vitest';
import { parseExact } from '../../../../src/domain/json/exact-json.ts';
import { isSameValue } from '../../../../src/domain/json/same-value.ts';

describe('isSameValue', () => {
  it.each<[string, string, boolean]>([
    ['1', '1.0', true],
    ['1e3', '1000', true],
    ['0.1', '0.10', true],
    ['9223372036854775807', '9223372036854775807', true],
    ['9223372036854775807', '9223372036854775806', false],
    ['1', '"1"', false],
    ['null', 'null', true],
    ['null', 'false', false],
    ['{"a":1,"b":[2]}', '{"b":[2.0],"a":1}', true],
    ['{"a":1}', '{"a":1,"b":null}', false],
    ['[1,2]', '[2,1]', false],
    ['{}', '[]', false],
  ])('of %s and %s', (a, b, expected) => {
    const { x, y } = parseExact(`{"x":${a},"y":${b}}`);

    expect(isSameValue(x, y)).toBe(expected);
    expect(isSameValue(y, x)).toBe(expected);
  });
});
