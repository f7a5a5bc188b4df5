import { expect, it } from 'vitest';
import { BACKUP_FIELDS } from '../../../../../src/domain/find/rows/backup-fields.ts';
import { boundsOf } from '../../../../../src/domain/find/filter/bounds.ts';
import { readFilter } from '../../../../../src/domain/find/filter/compile-filter.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

it.each([
  ['', {}],
  ['policy=nightly|hourly', { policies: ['nightly', 'hourly'] }],
  ['policy!=nightly', {}],
  ['policy=|nightly', {}],
  ['policy~night%', {}],
  ['started>2026-11-01,createdAt>=2026-11-05', { since: new Date('2026-11-05T00:00:00Z') }],
  ['started>2026-11-01|2026-10-01', { since: new Date('2026-10-01T00:00:00Z') }],
  ['started<1d,started<=2026-11-10', { until: new Date('2026-11-10T00:00:00Z') }],
  ['completed>2026-11-01', {}],
])('reads of %j what names tell', (text, bounds) => {
  const found = boundsOf(readFilter(text, '--filter'), BACKUP_FIELDS, NOW);

  expect(found).toEqual({ policies: [], since: undefined, until: undefined, ...bounds });
});
