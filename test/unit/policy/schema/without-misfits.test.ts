import { describe, expect, it } from 'vitest';
import { validateResourcePoliciesDocument } from '../../../../src/policy/referenced/generated/validators.js';
import { withoutMisfits } from '../../../../src/policy/schema/without-misfits.ts';

const rest = (document: unknown) => withoutMisfits(validateResourcePoliciesDocument, document);

describe('withoutMisfits', () => {
  it('leaves what satisfies its schema as it is', () => {
    const sound = { version: 'v1', volumePolicies: [{ conditions: {}, action: { type: 'skip' } }] };

    expect(rest(sound)).toEqual(sound);
  });

  it('removes fields, and as a whole what lacks one, in which lists keep the places of their entries', () => {
    const sound = { conditions: {}, action: { type: 'skip' } };

    const left = rest({ version: 1, more: 1, volumePolicies: [{ conditions: {}, action: { type: 5 } }, sound] });

    expect(left).toEqual({ volumePolicies: [undefined, sound] });
    expect((left as { volumePolicies: unknown[] }).volumePolicies.flatMap((_, i) => [i])).toEqual([1]);
  });

  it('keeps a document that lacks a field of its own, and changes none that it is given', () => {
    const document = { volumePolicies: 'all' };

    expect(rest(document)).toEqual({});
    expect(document).toEqual({ volumePolicies: 'all' });
  });

  it.each([[undefined], [null], ['text'], [[]]])('has nothing left of %j', (value) => {
    expect(rest(value)).toBeUndefined();
  });
});
