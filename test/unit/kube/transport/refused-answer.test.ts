import { describe, expect, it } from 'vitest';
import { parseRetryAfter, readRefusal } from '../../../../src/kube/transport/refused-answer.ts';

const NOW = new Date('2026-11-21T02:00:00Z');

describe('readRefusal', () => {
  it('takes reason, sentence and continuation from the Status', () => {
    const status = { kind: 'Status', reason: 'Expired', message: 'too old', metadata: { continue: 'next' } };

    const refusal = readRefusal(410, {}, JSON.stringify(status), NOW);

    expect(refusal).toMatchObject({
      name: 'ApiError',
      status: 410,
      reason: 'Expired',
      message: 'too old',
      continueToken: 'next',
    });
  });

  it.each([
    '<html>canary</html>',
    '',
    'null',
    '[]',
    '{"kind":"Secret","message":"canary","reason":"canary"}',
    '{"kind":"Sta',
  ])('says the status alone where the body is %s', (body) => {
    expect(readRefusal(403, {}, body, NOW)).toMatchObject({
      reason: '',
      message: 'HTTP 403',
      continueToken: undefined,
    });
  });

  it('keeps a sentence within bounds', () => {
    const body = JSON.stringify({ kind: 'Status', message: 'x'.repeat(100_000) });

    expect(readRefusal(500, {}, body, NOW).message).toHaveLength(2000);
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['3', 3000],
    ['0', 0],
    ['Sat, 21 Nov 2026 02:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 01:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
    [undefined, undefined],
    [['1', '2'], undefined],
  ])('reads %j as %j ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });
});
