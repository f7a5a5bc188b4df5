import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import {
  isExactNumber,
  isJsonObject,
  listAt,
  MalformedJson,
  MAX_DEPTH,
  objectAt,
  parseExact,
  textAt,
  valueAt,
} from '../../../../src/domain/json/exact-json.ts';
import { objectText } from './json-text.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('parseExact', () => {
  it.each([
    '{"a":9223372036854775807}',
    '{"a":1.0}',
    '{"a":[-0,1e21,1E5,0.10]}',
    '{"a":{"b":-9223372036854775808,"c":12345678901234567890123}}',
    '{"a":-0.0}',
    '{"a":1e400}',
  ])('writes the numbers of %s as they were', (text) => {
    expect(JSON.stringify(parseExact(utf8(text)))).toBe(text);
  });

  it.each(['{"a":1,"b":-2.5,"c":[123456789012345]}', '{"a":"v:1.0,[-0"}', '{"rawJSON":"1.0"}'])(
    'keeps plain numbers and texts of %s as they are',
    (text) => {
      const object = parseExact(text);

      expect(JSON.stringify(object)).toBe(text);
      expect(Object.values(object).some(isExactNumber)).toBe(false);
    },
  );

  it('keeps every number of any document', () => {
    fc.assert(
      fc.property(objectText({ withNull: true }), (text) => {
        expect(JSON.stringify(parseExact(utf8(text)))).toBe(text);
      }),
    );
  });

  it('row 84: keeps a key called __proto__ as a key', () => {
    const object = parseExact('{"__proto__":{"polluted":1.0},"constructor":{"prototype":2}}');

    expect(Object.keys(object)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(JSON.stringify(object)).toBe('{"__proto__":{"polluted":1.0},"constructor":{"prototype":2}}');
  });

  it('row 84: takes the last of two values of a key, as the API server does', () => {
    expect(JSON.stringify(parseExact('{"a":{"x":1.0},"a":{"y":2.0}}'))).toBe('{"a":{"y":2.0}}');
    expect(JSON.stringify(parseExact('{"a":1.0,"a":"two","b":1}'))).toBe('{"a":"two","b":1}');
  });

  it('row 84: keeps lone surrogates writable', () => {
    expect(JSON.stringify(parseExact('{"a":"\\ud800"}'))).toBe('{"a":"\\ud800"}');
  });

  it.each([
    ['', 'not JSON'],
    ['{"password":"hunter2"', 'not JSON'],
    ['{"a":1}{"b":2}', 'not JSON'],
    ['\uFEFF{}', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['1.0', 'not a JSON object'],
    ['"text"', 'not a JSON object'],
  ])('row 84: refuses %j without quoting it', (text, message) => {
    expect(() => parseExact(utf8(text))).toThrow(new MalformedJson(message));
  });

  it('row 84: refuses bytes that are no UTF-8', () => {
    expect(() => parseExact(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))).toThrow('not UTF-8 text');
  });

  it('row 84: refuses depth before it parses, and counts no bracket inside strings', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1.0${'}'.repeat(depth)}`;
    const quoted = JSON.stringify({ a: `\\"${'['.repeat(5_000)}`, b: '\\\\' });

    expect(JSON.stringify(parseExact(nested(MAX_DEPTH)))).toBe(nested(MAX_DEPTH));
    expect(() => parseExact(nested(MAX_DEPTH + 1))).toThrow('nested deeper than 1000 levels');
    expect(() => parseExact('['.repeat(10_000_000))).toThrow('nested deeper than 1000 levels');
    expect(JSON.stringify(parseExact(quoted))).toBe(quoted);
  });
});

describe('reading fields', () => {
  const object = parseExact('{"spec":{"name":"web","ports":[1],"size":1.0,"none":null}}');

  it('reads what is there', () => {
    expect(textAt(object, 'spec', 'name')).toBe('web');
    expect(listAt(object, 'spec', 'ports')).toEqual([1]);
    expect(objectAt(object, 'spec')).toBe(object['spec']);
    expect(isExactNumber(valueAt(object, 'spec', 'size'))).toBe(true);
    expect(valueAt(object, 'spec', 'none')).toBe(null);
  });

  it('reads nothing where there is nothing or something else', () => {
    expect(textAt(object, 'spec', 'ports')).toBeUndefined();
    expect(listAt(object, 'spec', 'name')).toEqual([]);
    expect(objectAt(object, 'spec', 'size')).toBeUndefined();
    expect(objectAt(object, 'spec', 'none')).toBeUndefined();
    expect(textAt(object, 'spec', 'name', 'length')).toBeUndefined();
    expect(valueAt(object, 'constructor', 'name')).toBeUndefined();
    expect(valueAt(object, '__proto__')).toBeUndefined();
    expect(isJsonObject(valueAt(object, 'spec', 'size'))).toBe(false);
  });
});
