import { describe, expect, it } from 'vitest';
import { explain } from '../../../../src/policy/schema/explain.ts';
import type { SchemaError } from '../../../../src/policy/schema/schema-error.ts';

function anError(overrides: Partial<SchemaError>): SchemaError {
  return {
    instancePath: '',
    schemaPath: '',
    keyword: 'type',
    params: {},
    parentSchema: {},
    data: undefined,
    ...overrides,
  };
}

describe('explain', () => {
  it.each([
    ['string', 7, '"7"'],
    ['string', true, '"true"'],
    ['integer', '12', '12'],
    ['boolean', 'yes', 'true'],
    ['boolean', 'Off', 'false'],
    ['array', '*', '["*"]'],
    ['object', 'x', undefined],
    ['integer', 'many', undefined],
  ])('suggests how a value becomes a %s: %j → %s', (type, data, suggestion) => {
    expect(explain(anError({ params: { type }, data }), ['spec']).suggestion).toBe(suggestion);
  });

  it('quotes a number as it was written', () => {
    const finding = explain(anError({ params: { type: 'string' }, data: 1.1 }), ['spec'], '1.10');

    expect(finding.suggestion).toBe('"1.10"');
  });

  it('suggests the nearest field, and none that is taken', () => {
    const error = (data: object) =>
      anError({
        keyword: 'additionalProperties',
        params: { additionalProperty: 'keeplast' },
        parentSchema: { properties: { keepLast: {}, minGood: {} } },
        data,
      });

    expect(explain(error({ keeplast: 7 }), ['spec'])).toMatchObject({
      suggestion: 'keepLast',
      path: ['spec', 'keeplast'],
    });
    expect(explain(error({ keeplast: 7, keepLast: 1 }), ['spec'])).toMatchObject({
      suggestion: undefined,
      message: 'there is no field "keeplast" here; keepLast is set already',
    });
  });

  it('says something about keywords that no schema uses yet', () => {
    expect(explain(anError({ keyword: 'uniqueItems' }), ['spec']).message).toContain('uniqueItems');
  });
});
