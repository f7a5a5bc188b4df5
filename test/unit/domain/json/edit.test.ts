import { expect, it } from 'vitest';
import { changeAt, changeEach, without, withoutAt } from '../../../../src/domain/json/edit.ts';
import { parseExact } from '../../../../src/domain/json/exact-json.ts';

const object = parseExact('{"a":{"b":{"c":1.0}},"list":[1,2],"__proto__":{"x":1}}');
const before = JSON.stringify(object);

it('changes what stands at a path and nothing else', () => {
  const changed = changeAt(object, ['a', 'b', 'c'], () => 'new');

  expect(JSON.stringify(changed)).toBe('{"a":{"b":{"c":"new"}},"list":[1,2],"__proto__":{"x":1}}');
  expect(JSON.stringify(object)).toBe(before);
});

it('takes a field away where the change is undefined', () => {
  expect(JSON.stringify(changeAt(object, ['a', 'b'], () => undefined))).toBe(
    '{"a":{},"list":[1,2],"__proto__":{"x":1}}',
  );
});

it.each([
  [['nowhere']],
  [['a', 'nowhere', 'c']],
  [['list', '0']],
  [['a', 'b', 'c', 'd']],
  [['constructor', 'name']],
  [[]],
])('gives the very same object where the path %j leads nowhere', (path) => {
  expect(changeAt(object, path, () => 'new')).toBe(object);
});

it('gives the very same object where nothing changes', () => {
  expect(changeAt(object, ['a', 'b'], (value) => value)).toBe(object);
  expect(without(object, ['x', 'toString'])).toBe(object);
  expect(withoutAt(object, ['a', 'b'], ['x'])).toBe(object);
  expect(changeEach(object, ['list'], (element) => element)).toBe(object);
  expect(changeEach(object, ['a'], () => 'new')).toBe(object);
});

it('drops fields, and objects and lists that are left empty', () => {
  expect(JSON.stringify(without(object, ['a', 'list']))).toBe('{"__proto__":{"x":1}}');
  expect(JSON.stringify(withoutAt(object, ['a', 'b'], ['c']))).toBe('{"a":{},"list":[1,2],"__proto__":{"x":1}}');
  expect(JSON.stringify(changeEach(object, ['list'], (n) => (n === 1 ? undefined : n)))).toBe(
    '{"a":{"b":{"c":1.0}},"list":[2],"__proto__":{"x":1}}',
  );
  expect(JSON.stringify(changeEach(object, ['list'], () => undefined))).toBe(
    '{"a":{"b":{"c":1.0}},"__proto__":{"x":1}}',
  );
});

it('treats a key called __proto__ like any other', () => {
  expect(JSON.stringify(without(object, ['__proto__']))).toBe('{"a":{"b":{"c":1.0}},"list":[1,2]}');
  expect(JSON.stringify(changeAt(object, ['__proto__', 'x'], () => 2))).toBe(
    '{"a":{"b":{"c":1.0}},"list":[1,2],"__proto__":{"x":2}}',
  );
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
