import { describe, expect, it } from 'vitest';
import { decodeOnce, encodeOnce } from '../../../../src/domain/lock/once-document.ts';
import type { OnceRecord } from '../../../../src/domain/lock/once.ts';

const OPEN: OnceRecord = {
  requestHash: 'a'.repeat(64),
  runId: 'run-1',
  job: { name: 'restore-shop-1', uid: 'uid-1' },
  end: undefined,
};
const CLOSED: OnceRecord = { ...OPEN, end: { exitCode: 0, phase: 'Completed', result: 'lifeboat-result-x' } };

describe('the text of a once-marker', () => {
  it.each([
    ['open', OPEN],
    ['closed', CLOSED],
  ])('reads back where it is %s', (_, record) => {
    expect(decodeOnce(encodeOnce(record))).toEqual(record);
  });

  it.each(['', 'null', '[]', '{}', '{"requestHash":"a","runId":"b"}', encodeOnce(CLOSED).replace('0,', '"0",')])(
    'is not %j',
    (text) => {
      expect(decodeOnce(text)).toBeUndefined();
    },
  );
});
