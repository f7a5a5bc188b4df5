import { fc } from '../../support/property.ts';
import { createPatch } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { type JsonObject, type JsonValue, parseExact } from '../../../src/domain/json/exact-json.ts';
import { parsePointer } from '../../../src/domain/json/pointer.ts';
import type { JsonPatchOperation } from '../../../src/domain/restore/modifiers/modifiers.ts';
import { applyJsonPatch } from '../../../src/patch/json-patch.ts';
import { PatchFailure, TestFailure } from '../../../src/patch/patch-failure.ts';

type Written = readonly [JsonPatchOperation['op'], string, unknown?];

function operations(...written: readonly Written[]): JsonPatchOperation[] {
  return written.map(([op, path, last]) => {
    const place = { op, path: parsePointer(path)! };
    if (last === undefined) return place;
    return op === 'move' || op === 'copy'
      ? Object.assign(place, { from: parsePointer(last as string)! })
      : Object.assign(place, { value: last as JsonValue });
  });
}

const apply = (object: JsonObject, ...written: readonly Written[]) => applyJsonPatch(object, operations(...written));

describe('applyJsonPatch', () => {
  it.each<[string, JsonObject, readonly Written[], JsonObject]>([
    ['adds a member', { a: 1 }, [['add', '/b', 2]], { a: 1, b: 2 }],
    ['adds over a member that is there', { a: 1 }, [['add', '/a', 2]], { a: 2 }],
    ['inserts into a list', { a: [1, 3] }, [['add', '/a/1', 2]], { a: [1, 2, 3] }],
    ['appends to a list', { a: [1] }, [['add', '/a/-', 2]], { a: [1, 2] }],
    ['inserts at an index counted from the end', { a: [1] }, [['add', '/a/-1', 2]], { a: [1, 2] }],
    ['removes a member', { a: 1, b: 2 }, [['remove', '/a']], { b: 2 }],
    ['removes an element counted from the end', { a: [1, 2] }, [['remove', '/a/-1']], { a: [1] }],
    ['replaces a member', { a: { b: 1 } }, [['replace', '/a/b', 'x']], { a: { b: 'x' } }],
    ['replaces by null', { a: 1 }, [['replace', '/a', null]], { a: null }],
    ['moves', { a: 1 }, [['move', '/b', '/a']], { b: 1 }],
    ['copies', { a: { c: 1 } }, [['copy', '/b', '/a']], { a: { c: 1 }, b: { c: 1 } }],
    ['decodes what a path escapes', { 'x/y~z': 1 }, [['replace', '/x~1y~0z', 2]], { 'x/y~z': 2 }],
    ['takes an empty key', { '': 1 }, [['replace', '/', 2]], { '': 2 }],
    [
      'tests, then replaces',
      { a: 1 },
      [
        ['test', '/a', 1],
        ['replace', '/a', 2],
      ],
      { a: 2 },
    ],
    [
      'tests for what is not there',
      { a: 1 },
      [
        ['test', '/b', null],
        ['add', '/b', 2],
      ],
      { a: 1, b: 2 },
    ],
    [
      'tests whole maps, whatever their order',
      { a: { x: 1, y: [2] } },
      [['test', '/a', { y: [2], x: 1 }]],
      { a: { x: 1, y: [2] } },
    ],
  ])('%s', (_, object, written, expected) => {
    expect(apply(object, ...written)).toEqual(expected);
  });

  it.each<[string, JsonObject, Written]>([
    ['removes what is not there', { a: 1 }, ['remove', '/b']],
    ['replaces what is not there', { a: 1 }, ['replace', '/b', 1]],
    ['adds below nothing', { a: 1 }, ['add', '/b/c', 1]],
    ['adds below a text', { a: 'text' }, ['add', '/a/0', 1]],
    ['adds beyond the end of a list', { a: [] }, ['add', '/a/1', 1]],
    ['moves what is not there', {}, ['move', '/a', '/b']],
    ['moves something into itself', { a: { b: 1 } }, ['move', '/a/b/c', '/a']],
    ['reads what every object inherits', {}, ['remove', '/toString']],
    ['takes the whole object away', { a: 1 }, ['remove', '']],
    ['reaches for a prototype', {}, ['add', '/__proto__/polluted', 1]],
    ['reaches for a constructor', {}, ['add', '/constructor/prototype/polluted', 1]],
    ['tests below nothing', {}, ['test', '/a/b', 1]],
  ])('refuses a patch that %s', (_, object, operation) => {
    expect(() => apply(object, operation)).toThrow(PatchFailure);
    expect(() => apply(object, operation)).not.toThrow(TestFailure);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('tells a test that failed from a patch that does not apply, and quotes no value', () => {
    const failing = () => apply({ data: { port: '8080' } }, ['test', '/data/port', 8080]);

    expect(failing).toThrow(TestFailure);
    expect(failing).toThrow('/data/port has another value; it is a string there, and the patch says a number');
  });

  it('changes nothing when a later operation fails', () => {
    const object = { a: 1 };

    expect(() => apply(object, ['replace', '/a', 2], ['test', '/a', 3])).toThrow(TestFailure);
    expect(object).toEqual({ a: 1 });
  });

  it('keeps numbers that a double would change, also where they are copied', () => {
    const object = parseExact('{"big":9223372036854775807,"list":[1.0,{"x":12345678901234567890}]}');

    const patched = apply(object, ['copy', '/copy', '/list'], ['add', '/new', 1]);

    expect(JSON.stringify(patched)).toBe(
      '{"big":9223372036854775807,"list":[1.0,{"x":12345678901234567890}],"copy":[1.0,{"x":12345678901234567890}],"new":1}',
    );
  });

  it('compares numbers by what they are worth, and large ones digit by digit', () => {
    const object = parseExact('{"one":1.0,"big":9223372036854775807}');
    const big = parseExact('{"same":9223372036854775807,"other":9223372036854775806}');

    expect(() => apply(object, ['test', '/one', 1], ['test', '/big', big['same']])).not.toThrow();
    expect(() => apply(object, ['test', '/big', big['other']])).toThrow(TestFailure);
  });

  it('applies every patch that the engine makes of two documents', () => {
    fc.assert(
      fc.property(documents, documents, (from, to) => {
        const made = createPatch(from, to).map((operation): Written => {
          return [
            operation.op,
            operation.path,
            'value' in operation ? operation.value : 'from' in operation ? operation.from : undefined,
          ];
        });

        expect(apply(from, ...made)).toEqual(to);
      }),
    );
  });

  it('tests and replaces every value that is there', () => {
    fc.assert(
      fc.property(documents, anyValue, (document, value) => {
        for (const key of Object.keys(document)) {
          const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

          const patched = apply(
            document,
            ['test', path, document[key]],
            ['replace', path, value],
            ['test', path, value],
          );

          expect(patched[key]).toEqual(value);
        }
      }),
    );
  });

  it('never changes what it is given', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = JSON.stringify(document);

        apply(document, ['add', '/added', { deep: [1] }], ['add', '/added/deep/-', 2], ['copy', '/again', '/added']);

        expect(JSON.stringify(document)).toBe(before);
      }),
    );
  });
});

const key = fc
  .oneof(fc.constantFrom('a', 'b', 'x/y', 'm~n', ''), fc.string({ maxLength: 4 }))
  .filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));

const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.string({ maxLength: 4 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const documents = fc.dictionary(key, anyValue, { maxKeys: 4, noNullPrototype: true });
