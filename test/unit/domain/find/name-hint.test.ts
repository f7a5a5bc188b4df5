import { describe, expect, it } from 'vitest';
import { mayBeMeant, nameHint } from '../../../../src/domain/find/name-hint.ts';

describe('nameHint', () => {
  const bounds = {
    policies: ['nightly'],
    since: new Date('2026-11-20T00:00:00Z'),
    until: new Date('2026-11-25T00:00:00Z'),
  };

  it('reads what a name says by convention', () => {
    expect(nameHint('shop-db-20261121021700-3f9c21')).toEqual({
      stem: 'shop-db',
      due: new Date('2026-11-21T02:17:00Z'),
    });
    expect(nameHint('before-upgrade')).toBeUndefined();
    expect(nameHint('x-20269921021700')).toBeUndefined();
  });

  it.each([
    ['nightly-20261121021700', true],
    ['hourly-20261121021700', false],
    ['before-upgrade', true],
    ['nightly-20261114000000', true],
    ['nightly-20261101021700', false],
    ['nightly-20261201021700', false],
  ])('spares reading what cannot be meant: %s %j', (name, expected) => {
    expect(mayBeMeant(nameHint(name), bounds)).toBe(expected);
  });
});
