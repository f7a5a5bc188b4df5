import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { labelValue } from '../../../src/base/label-value.ts';

const LEGAL = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

describe('the value of a label', () => {
  it.each(['', 'a', 'nightly-20261121021700', 'v1.2_3', 'x'.repeat(63)])(
    'is the text where that is legal: %s',
    (text) => {
      expect(labelValue(text)).toBe(text);
    },
  );

  it('shortens what is too long as Velero does: 57 characters and six digits of its SHA-256', () => {
    expect(labelValue('x'.repeat(64))).toBe(`${'x'.repeat(57)}7ce100`);
  });

  it('is what Velero’s own test of GetValidName expects', () => {
    const text = 'this_is_a_very_long_label_value_that_will_be_rejected_by_Kubernetes';

    expect(labelValue(text)).toBe('this_is_a_very_long_label_value_that_will_be_rejected_by_8d0722');
  });

  it('keeps texts apart that differ in illegal characters only', () => {
    expect(labelValue('prod/eu')).toMatch(/^prod-eu[0-9a-f]{6}$/);
    expect(labelValue('prod/eu')).not.toBe(labelValue('prod:eu'));
  });

  it('is legal, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const value = labelValue(text);

        expect(value).toMatch(LEGAL);
        expect(value.length).toBeLessThanOrEqual(63);
      }),
    );
  });
});
