import { describe, expect, it } from 'vitest';
import {
  judgeAnswer,
  judgeCondition,
  judgeCount,
  judgeValue,
} from '../../../../../src/domain/restore/conditions/judge.ts';
import { parseJsonPath } from '../../../../../src/domain/restore/conditions/json-path.ts';
import type { ValueTest } from '../../../../../src/domain/restore/conditions/success-condition.ts';

const object = { resource: 'deploy', namespace: 'shop', name: 'web' };

describe('a condition of an object', () => {
  const ask = (status: string) => ({ type: 'condition', object, condition: { type: 'Available', status } }) as const;
  const web = (status: string) => ({
    status: {
      conditions: [
        { type: 'Progressing', status: 'True' },
        { type: 'Available', status, reason: 'TooFew' },
      ],
    },
  });

  it('holds with its status, in any case', () => {
    expect(judgeCondition(web('True'), ask('true'))).toEqual({ isMet: true, found: 'Available is True' });
    expect(judgeCondition(web('False'), ask('False')).isMet).toBe(true);
  });

  it('does not hold otherwise, and says what is there', () => {
    expect(judgeCondition(web('False'), ask('True'))).toEqual({ isMet: false, found: 'Available is False (TooFew)' });
    expect(judgeCondition({}, ask('True'))).toEqual({ isMet: false, found: 'it has no condition Available' });
    expect(judgeCondition(undefined, ask('True'))).toEqual({ isMet: false, found: 'it is not there' });
  });
});

describe('a value of an object', () => {
  const judge = (value: unknown, test: Partial<ValueTest>, path = '.v') =>
    judgeValue(
      { v: value },
      {
        type: 'value',
        object,
        path: parseJsonPath(path) ?? [],
        test: { equals: undefined, notEquals: undefined, atLeast: undefined, atMost: undefined, ...test },
      },
    );

  it.each<[unknown, Partial<ValueTest>, boolean]>([
    ['Running', { equals: 'Running' }, true],
    ['Pending', { equals: 'Running' }, false],
    [2, { equals: '2' }, true],
    [true, { equals: 'true' }, true],
    ['Running', { notEquals: 'Pending' }, true],
    ['Pending', { notEquals: 'Pending' }, false],
    [2, { atLeast: 2 }, true],
    [1, { atLeast: 2 }, false],
    [3, { atLeast: 2, atMost: 2 }, false],
    [2, { atLeast: 2, atMost: 2 }, true],
    ['2', { atLeast: 2 }, false],
    [2, { atLeast: 1, notEquals: '2' }, false],
    [null, {}, true],
  ])('%j with %j: %j', (value, test, isMet) => {
    expect(judge(value, test).isMet).toBe(isMet);
  });

  it('must be there, and all of several must pass', () => {
    expect(judge(1, {}, '.other')).toEqual({ isMet: false, found: 'there is no such value' });
    expect(judge([1, 2], { atLeast: 2 }, '.v[*]')).toEqual({ isMet: false, found: 'the value is 1, 2' });
  });

  it('is told by its beginning where it is long', () => {
    expect(judge('x'.repeat(500), { equals: 'y' }).found).toHaveLength('the value is '.length + 100);
  });
});

describe('a number of objects', () => {
  const ask = (atLeast?: number, atMost?: number) =>
    ({
      type: 'count',
      objects: { resource: 'pods', namespace: undefined, labelSelector: '' },
      atLeast,
      atMost,
    }) as const;

  it('holds within its bounds', () => {
    expect([0, 1, 2, 3].map((count) => judgeCount(count, ask(1, 2)).isMet)).toEqual([false, true, true, false]);
    expect(judgeCount(0, ask(undefined, 0))).toEqual({ isMet: true, found: 'there are 0' });
  });
});

describe('an answer', () => {
  const any = { status: undefined, contains: undefined };

  it('is judged by its status, and by a text', () => {
    expect(judgeAnswer({ status: 204, body: '' }, any)).toEqual({ isMet: true, found: 'it answers 204' });
    expect(judgeAnswer({ status: 302, body: '' }, any).isMet).toBe(false);
    expect(judgeAnswer({ status: 404, body: '' }, { ...any, status: 404 }).isMet).toBe(true);
    expect(judgeAnswer({ status: 200, body: 'all ok' }, { ...any, contains: 'ok' }).isMet).toBe(true);
  });

  it('repeats nothing of what was said', () => {
    const { isMet, found } = judgeAnswer({ status: 200, body: 'secret' }, { ...any, contains: 'ok' });

    expect([isMet, found]).toEqual([false, 'it answers 200 without the text']);
  });

  it('may not come at all', () => {
    expect(judgeAnswer({ failure: 'it cannot be reached: ECONNREFUSED', isFinal: false }, any)).toEqual({
      isMet: false,
      found: 'it cannot be reached: ECONNREFUSED',
    });
  });
});
