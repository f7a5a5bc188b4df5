import { fc } from '../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { type Filter, type Operator, parseFilter, printFilter } from '../../../../../src/domain/find/filter/filter.ts';

const operators: readonly Operator[] = ['=', '!=', '>=', '<=', '>', '<', '~'];

const term = fc.record({
  key: fc.stringMatching(/^[A-Za-z][\w.-]{0,8}$/),
  operator: fc.constantFrom(...operators),
  values: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
});

describe('parseFilter', () => {
  it('reads terms of every operator', () => {
    const parsed = parseFilter(
      'state=FAILED|PARTIALLY_FAILED, bytes>1Gi,policy!=nightly,started>=2026-11-01,name~shop%',
    );

    expect(parsed).toEqual({
      filter: [
        { key: 'state', operator: '=', values: ['FAILED', 'PARTIALLY_FAILED'] },
        { key: 'bytes', operator: '>', values: ['1Gi'] },
        { key: 'policy', operator: '!=', values: ['nightly'] },
        { key: 'started', operator: '>=', values: ['2026-11-01'] },
        { key: 'name', operator: '~', values: ['shop%'] },
      ],
    });
  });

  it('takes anything in quotes', () => {
    expect(parseFilter(String.raw`name=" a,b|c \"d\" \\ "`)).toEqual({
      filter: [{ key: 'name', operator: '=', values: [String.raw` a,b|c "d" \ `] }],
    });
  });

  it.each([
    ['name', 'name'],
    ['=x', '=x'],
    ['a=b,', ''],
    ['a=b,,c=d', ',c=d'],
    ['a="b', '"b'],
    ['a="b"c', 'c'],
    ['a=b,c d', 'c d'],
  ])('says what it does not understand of %j', (text, rest) => {
    expect(parseFilter(text)).toEqual({ rest });
  });

  it('reads what printFilter wrote', () => {
    const property = fc.property(fc.array(term, { maxLength: 4 }), (filter: Filter) => {
      expect(parseFilter(printFilter(filter))).toEqual({ filter });
    });

    fc.assert(property);
  });

  it('ends for every text, and reads again what it read', () => {
    const property = fc.property(
      fc.string({ unit: fc.constantFrom('a', '=', ',', '|', '"', '\\', '>', '!', ' ') }),
      (text) => {
        const parsed = parseFilter(text);
        if ('filter' in parsed) expect(parseFilter(printFilter(parsed.filter))).toEqual(parsed);
      },
    );

    fc.assert(property);
  });
});
