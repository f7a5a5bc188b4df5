import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { DOWNLOAD_MODE_NAMES } from '../../../../src/domain/downloads/download-mode.ts';
import {
  decodeDownload,
  type DownloadRecord,
  encodeDownload,
  isForgotten,
  stateOf,
} from '../../../../src/domain/downloads/download-record.ts';

const record: DownloadRecord = {
  guid: '018f3c2e-6f0a-4c3b-9d52-0a4f6d1f7b11',
  mode: 'AUTO',
  backup: 'nightly-20261121021700',
  objects: [],
  note: '',
  createdAt: new Date('2026-11-21T12:00:00Z'),
  expiresAt: new Date('2026-11-22T12:00:00Z'),
  finishedAt: undefined,
};

describe('the record of a download', () => {
  it('is read as it was written', () => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((second) => new Date(second * 1_000));
    fc.assert(
      fc.property(
        fc.record({
          guid: fc.uuid(),
          mode: fc.constantFrom(...DOWNLOAD_MODE_NAMES),
          backup: fc.string(),
          objects: fc.array(fc.string()),
          note: fc.string(),
          createdAt: seconds,
          expiresAt: seconds,
          finishedAt: fc.option(seconds, { nil: undefined }),
        }),
        (one) => {
          expect(decodeDownload(JSON.parse(encodeDownload(one)))).toEqual(one);
        },
      ),
    );
  });

  it.each<[unknown]>([
    ['text'],
    [null],
    [{}],
    ...['guid', 'mode', 'backup', 'objects', 'note', 'createdAt', 'expiresAt', 'schema'].map((key): [unknown] => [
      { ...(JSON.parse(encodeDownload(record)) as object), [key]: 7 },
    ]),
  ])('is nothing else: %j', (value) => {
    expect(decodeDownload(value)).toBeUndefined();
  });

  it.each([
    ['2026-11-21T12:00:00Z', undefined, 'OPEN'],
    ['2026-11-22T12:00:00Z', undefined, 'EXPIRED'],
    ['2026-11-23T12:00:00Z', new Date('2026-11-21T13:00:00Z'), 'FINISHED'],
  ])('is at %s, finished at %s, %s', (now, finishedAt, state) => {
    expect(stateOf({ ...record, finishedAt }, new Date(now))).toBe(state);
  });

  it('may be forgotten 30 days after its end, whichever came first', () => {
    const expiresAt = new Date('2026-11-22T00:00:00Z');
    const finishedAt = new Date('2026-11-20T00:00:00Z');

    const at = (end: Date | undefined, now: string) =>
      isForgotten({ ...record, expiresAt, finishedAt: end }, new Date(now));

    expect([at(undefined, '2026-12-21T23:59:59Z'), at(undefined, '2026-12-22T00:00:00Z')]).toEqual([false, true]);
    expect([at(finishedAt, '2026-12-19T23:59:59Z'), at(finishedAt, '2026-12-20T00:00:00Z')]).toEqual([false, true]);
  });
});
