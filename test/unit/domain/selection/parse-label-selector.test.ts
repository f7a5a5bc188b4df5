import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { formatLabelSelector } from '../../../../src/domain/selection/label-selector.ts';
import { parseLabelSelector } from '../../../../src/domain/selection/parse-label-selector.ts';

describe('parseLabelSelector', () => {
  it.each([
    ['app=web', 'app in (web)'],
    ['app==web', 'app in (web)'],
    ['app!=web', 'app notin (web)'],
    ['tier in (a, b),app=web', 'tier in (a,b),app in (web)'],
    ['tier notin (a)', 'tier notin (a)'],
    ['app.kubernetes.io/name', 'app.kubernetes.io/name'],
    ['!old', '!old'],
    ['empty=', 'empty in ()'],
  ])('reads %s', (text, expected) => {
    const selector = parseLabelSelector(text);

    expect(selector && formatLabelSelector(selector)).toBe(expected);
  });

  it.each(['', 'app=we b', 'a in b', 'a in (b', 'app=web,', '=web', 'a>3'])('does not read %j', (text) => {
    expect(parseLabelSelector(text)).toBeUndefined();
  });

  it('reads back whatever is written', () => {
    const key = fc.constantFrom('app', 'app.kubernetes.io/name', 'a-b_c', 'Tier');
    const value = fc.stringMatching(/^[A-Za-z0-9][-A-Za-z0-9_.]{0,8}$/);
    const requirement = fc.oneof(
      fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
      fc.record({
        key,
        operator: fc.constantFrom('In' as const, 'NotIn' as const),
        values: fc.array(value, { minLength: 1, maxLength: 3 }),
      }),
    );

    fc.assert(
      fc.property(fc.array(requirement, { minLength: 1, maxLength: 4 }), (matchExpressions) => {
        expect(parseLabelSelector(formatLabelSelector({ matchExpressions }))).toEqual({ matchExpressions });
      }),
    );
  });
});
