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

  it('takes a page of the server for a type that is not served', () => {
    const message = 'the server could not find the requested resource';

    expect(readRefusal(404, {}, '404 page not found\n', NOW)).toMatchObject({ reason: '', message });
  });

  it('row 93: leaves out the parts of the object that a refusal quotes, and keeps the reason behind them', () => {
    const quoted = (value: string) => `Invalid value: ${value}: field is immutable`;
    const messages = [
      quoted(`{"spec":{"containers":[{"env":[{"name":"P","value":"canary: }: x"}]}]}}`),
      quoted('core.PodTemplateSpec{Env:[]core.EnvVar{Value:"canary"}}'),
      quoted('["10.0.0.1"]'),
      'Forbidden: updates are not allowed\n  core.PodSpec{\n- "canary"',
      'Invalid value: "B_ad": must be lower case',
    ];
    const causes = messages.map((message, n) => ({ reason: 'FieldValueInvalid', message, field: `spec.f${n}` }));
    const message = `Job.batch "a" is invalid: [${causes.map((it) => `${it.field}: ${it.message}`).join(', ')}]`;
    const status = { kind: 'Status', reason: 'Invalid', message, details: { name: 'a', causes } };

    const refusal = readRefusal(422, {}, JSON.stringify(status), NOW);

    expect(refusal.message).toBe(
      'Job.batch "a" is invalid: spec.f0: Invalid value: field is immutable, spec.f1: Invalid value: field is immutable, ' +
        'spec.f2: Invalid value: field is immutable, spec.f3: Forbidden: updates are not allowed, ' +
        'spec.f4: Invalid value: "B_ad": must be lower case',
    );
  });

  it.each([null, 'x', {}, { causes: null }, { causes: [null, { field: 1 }] }])(
    'minds no details like %j',
    (details) => {
      const status = { kind: 'Status', message: 'ConfigMap "a" is fine', details };

      expect(readRefusal(422, {}, JSON.stringify(status), NOW).message).toBe('ConfigMap "a" is fine');
    },
  );

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
