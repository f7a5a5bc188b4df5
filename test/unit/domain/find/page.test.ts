import { describe, expect, it } from 'vitest';
import { fc } from '../../../support/property.ts';
import type { Fields } from '../../../../src/domain/find/filter/field.ts';
import { pageOf, type Paging } from '../../../../src/domain/find/page.ts';

interface Row {
  readonly id: string;
  readonly started: Date | undefined;
}

const FIELDS: Fields<Row> = {
  name: { kind: 'text', description: '', value: ({ id }) => id },
  started: { kind: 'time', description: '', value: ({ started }) => started },
};

const ALL: Paging = { orderBy: 'started', direction: 'desc', size: undefined, page: 1, continueFrom: undefined };

function row(id: string, minute?: number): Row {
  return { id, started: minute === undefined ? undefined : new Date(minute * 60_000) };
}

const page = (rows: readonly Row[], paging: Partial<Paging> = {}) =>
  pageOf(rows, FIELDS, ({ id }) => id, { ...ALL, ...paging });
const idsOf = ({ rows }: { readonly rows: readonly Row[] }) => rows.map(({ id }) => id);

describe('pageOf', () => {
  const rows = [row('b', 2), row('a', 1), row('é', 2), row('none'), row('c', 3)];

  it('orders in either direction, what has no value last', () => {
    expect(idsOf(page(rows))).toEqual(['c', 'é', 'b', 'a', 'none']);
    expect(idsOf(page(rows, { direction: 'asc' }))).toEqual(['a', 'b', 'é', 'c', 'none']);
    expect(idsOf(page(rows, { orderBy: 'name', direction: 'asc' }))).toEqual(['a', 'b', 'c', 'none', 'é']);
  });

  it('cuts pages and counts them', () => {
    const second = page(rows, { size: 2, page: 2 });

    expect([idsOf(second), second.total, second.pages]).toEqual([['b', 'a'], 5, 3]);
    expect(page(rows, { size: 2, page: 3 }).next).toBeUndefined();
    expect(idsOf(page(rows, { size: 2, page: 4 }))).toEqual([]);
  });

  it('goes on behind the row it ended with, whatever came and went meanwhile', () => {
    const { next } = page(rows, { size: 2 });
    const later = [...rows.filter(({ id }) => id !== 'é'), row('new', 9)];

    expect(idsOf(page(later, { size: 2, continueFrom: next }))).toEqual(['b', 'a']);
  });

  it('shows every row once, in any number of pages', () => {
    const ids = fc.uniqueArray(
      fc.record({ id: fc.string({ minLength: 1 }), minute: fc.option(fc.nat(5), { nil: undefined }) }),
      {
        selector: ({ id }) => id,
      },
    );
    const property = fc.property(
      ids,
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('asc', 'desc'),
      (made, size, direction) => {
        const all = made.map(({ id, minute }) => row(id, minute));
        const shown: string[] = [];
        let continueFrom: string | undefined;
        do {
          const one = page(all, { size, direction, continueFrom });
          shown.push(...idsOf(one));
          continueFrom = one.next;
        } while (continueFrom !== undefined);
        expect(shown).toEqual(idsOf(page(all, { direction })));
      },
    );

    fc.assert(property);
  });

  it.each(['', 'x', 'W10', '%'])('refuses what is no token: %j', (continueFrom) => {
    expect(() => page(rows, { size: 2, continueFrom })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('refuses the token of another order, and keys that there are not', () => {
    const { next } = page(rows, { size: 2 });

    expect(() => page(rows, { size: 2, direction: 'asc', continueFrom: next })).toThrow('no place where a list');
    expect(() => page(rows, { orderBy: 'color' })).toThrow('There is no key "color" here');
  });
});
